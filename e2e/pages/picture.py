"""One's own picture."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from e2e.pages.forms import FormPage


class PicturePage(FormPage):
    """A file to choose, and below it what others will see."""

    def open(self, address: str = "/account/avatar") -> "PicturePage":
        """Go there."""
        self.page.goto(address)
        return self

    def choose(self, file: dict) -> None:
        """Choose a file."""
        self.field("Picture").set_input_files(file)

    @property
    def preview(self) -> Locator:
        """The picture as it would be stored, while it is not."""
        return self.main.get_by_role("img", name="Your new picture, not saved yet")

    @property
    def portrait(self) -> Locator:
        """The large picture, whether it is stored or not."""
        return self.main.locator(".portrait img")

    @property
    def initials(self) -> Locator:
        """What stands in for a picture."""
        return self.main.locator(".portrait span.avatar")

    @property
    def in_the_header(self) -> Locator:
        """The small picture beside one's own name."""
        return self.own.locator("img")

    @property
    def progress(self) -> Locator:
        """How far an upload has come."""
        return self.main.get_by_role("progressbar", name="Upload")

    def expect_loaded(self, picture: Locator) -> None:
        """Wait until a picture is there and not broken."""
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("img => img.naturalWidth") > 0

    def slow_down(self, bytes_a_second: int) -> Callable[[], None]:
        """Make uploads slow; return what ends that."""
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Network.enable")

        def limit(throughput: int) -> None:
            limits = {
                "offline": False,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": throughput,
            }
            devtools.send("Network.emulateNetworkConditions", limits)

        limit(bytes_a_second)
        return lambda: limit(-1)
