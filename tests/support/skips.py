"""No silent skips: only the tests that read ../shared may stand aside, where it is absent."""

import pytest

ALLOWED = "../shared"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2]
        if ALLOWED not in reason:
            report.outcome = "failed"
            report.longrepr = f"{reason}: only a test that needs {ALLOWED} may be skipped"
    return report
