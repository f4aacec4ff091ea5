"""A form, as people fill it in."""

from playwright.sync_api import Locator

from e2e.pages.site import SitePage


class FormPage(SitePage):
    """A page with a form: fields by their labels, errors at their fields."""

    @property
    def root(self) -> Locator:
        """Where the form stands."""
        return self.main

    def field(self, label: str) -> Locator:
        """The control with that label."""
        return self.root.get_by_label(label, exact=True)

    def error(self, label: str) -> Locator:
        """What is said to be wrong with a field; the place is there when nothing is."""
        return self.page.locator(f"#{self.field(label).get_attribute('id')}-error")

    @property
    def summary(self) -> Locator:
        """All that is wrong, in one place."""
        return self.root.get_by_role("alert")

    def fill(self, fields: dict[str, str]) -> None:
        """Type a text into each field, in place of what is there."""
        for label, text in fields.items():
            self.field(label).fill(text)

    def press(self, name: str) -> None:
        """Press a button."""
        self.root.get_by_role("button", name=name, exact=True).click()

    def mark(self, label: str) -> None:
        """Mark the node of a field, to recognise it."""
        self.field(label).evaluate("input => { input.sameAsBefore = true }")

    def is_marked(self, label: str) -> bool:
        """Whether the field is still the node that was marked."""
        return self.field(label).evaluate("input => input.sameAsBefore === true")

    def spoil_token(self) -> None:
        """Make the form's token one that was never handed out."""
        self.root.locator("input[name=csrf_token]").evaluate("input => { input.value = 'stale' }")

    def send_without_script(self, label: str) -> None:
        """Send the form with that field as a browser without JavaScript would."""
        with self.page.expect_navigation():
            self.field(label).evaluate("input => input.form.submit()")
