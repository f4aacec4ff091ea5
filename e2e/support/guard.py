"""Watches every page of a test for what a visitor may not see but a console does."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

# Answers are judged by their status, so the console's echo of one says nothing new.
ECHO_OF_A_STATUS = "Failed to load resource: the server responded with a status of"
# Chromium reports a view transition as an error when the next click overtakes it.
OVERTAKEN = re.compile(r"[Tt]ransition was (skipped|aborted)")


@dataclass
class Guard:
    """Collects console errors (CSP violations are some), uncaught errors and failed answers.

    `expected_statuses` and `expected_errors` (regular expressions) hold what the test provokes on purpose.
    """

    expected_statuses: set[int] = field(default_factory=set)
    expected_errors: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("response", self._on_response)

    def check(self) -> None:
        """Fail with all that was seen and not expected."""
        problems = [problem for problem in self.problems if not self._expected(problem)]
        assert not problems, "the browser reports:\n" + "\n".join(problems)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ECHO_OF_A_STATUS):
            self.problems.append(f"{message.location['url']}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        if not OVERTAKEN.search(error.error.message):
            self.problems.append(f"uncaught: {error.error.message}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.problems.append(f"{response.status} from {response.request.method} {response.url}")

    def _expected(self, problem: str) -> bool:
        return any(re.search(pattern, problem) for pattern in self.expected_errors)
