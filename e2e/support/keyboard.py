"""Somebody who uses the keyboard alone."""

from playwright.sync_api import Page

MOST_STOPS = 40
VISIBLE = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""


class Keyboard:
    """Goes from stop to stop. A stop is named by role and name as a screen reader says it: `button "Save"`.

    Each stop must show that it has the focus, or AssertionError is raised.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def stop(self) -> str:
        """What has the focus."""
        focused = self.page.locator(":focus")
        return focused.aria_snapshot().removeprefix("- ") if focused.count() else ""

    def press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type a text in place of the one that the field holds."""
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def next(self, stop: str) -> None:
        """Press Tab once, which must lead to `stop`."""
        self._move("Tab")
        assert self.stop.startswith(stop), f"Tab leads to {self.stop}, not to {stop}"

    def back(self, stop: str) -> None:
        """Press Shift and Tab, which must lead to `stop`."""
        self._move("Shift+Tab")
        assert self.stop.startswith(stop), f"Shift+Tab leads to {self.stop}, not to {stop}"

    def go_to(self, stop: str) -> None:
        """Press Tab until `stop` is reached."""
        passed = []
        while not passed or not passed[-1].startswith(stop):
            assert len(passed) < MOST_STOPS, f"{stop} is not among {passed}"
            self._move("Tab")
            passed.append(self.stop)

    def _move(self, key: str) -> None:
        self.press(key)
        if stop := self.stop:
            assert self.page.evaluate(VISIBLE), f"nothing shows that {stop} has the focus"
