"""Joining, signing in and out, and what one says about oneself."""

from playwright.sync_api import Locator, expect

from e2e.pages.forms import FormPage
from e2e.pages.site import SitePage
from e2e.support.accounts import Person


class RegisterPage(FormPage):
    """Where an account is made."""

    def open(self, address: str = "/register") -> "RegisterPage":
        """Go there; with an invitation, to its address."""
        self.page.goto(address)
        return self

    def fill_in(self, person: Person) -> None:
        """Fill in every field."""
        both = {"Password": person.password, "Confirm password": person.password}
        self.fill({"Username": person.username, "Email": person.email, **both})

    @property
    def submit(self) -> Locator:
        """The button at the end."""
        return self.root.get_by_role("button", name="Register")

    def join(self) -> SitePage:
        """Send what is filled in, and arrive signed in."""
        self.submit.click()
        expect(self.own).to_be_visible()
        return SitePage(self.page)


class LoginPage(FormPage):
    """Where a session begins."""

    def open(self, address: str = "/login") -> "LoginPage":
        """Go there."""
        self.page.goto(address)
        return self

    def send(self, name: str, password: str, remember: bool = False) -> None:
        """Fill in and press the button, whatever comes of it."""
        self.fill({"Email": name, "Password": password})
        self.field("Remember me on this device").set_checked(remember)
        self.press("Log in")

    def log_in(self, person: Person, remember: bool = False) -> SitePage:
        """Log in, and arrive signed in."""
        self.send(person.email, person.password, remember)
        expect(self.own).to_be_visible()
        return SitePage(self.page)


class LoginDialog(LoginPage):
    """The same above a page that waits below."""

    @property
    def root(self) -> Locator:
        """The dialog."""
        return self.page.get_by_role("dialog")

    @property
    def holds_the_focus(self) -> bool:
        """Whether what is focused stands in the dialog; between two rounds the focus is nowhere."""
        inside = (
            "dialog => dialog.contains(document.activeElement) || document.activeElement === document.body"
        )
        return self.root.evaluate(inside)


class ProfilePage(FormPage):
    """What others see of somebody."""

    def open(self, address: str = "/account") -> "ProfilePage":
        """Go there."""
        self.page.goto(address)
        return self

    @property
    def bio(self) -> Locator:
        """A sentence or two."""
        return self.field("Bio")

    def save(self) -> None:
        """Press the button, whatever comes of it."""
        self.press("Save")

    def expect_saved(self) -> None:
        """Wait until the site says so."""
        expect(self.toasts.filter(has_text="Your profile is saved.")).to_be_visible()


class SessionsPage(SitePage):
    """Where somebody is signed in."""

    def open(self, address: str = "/account/sessions") -> "SessionsPage":
        """Go there."""
        self.page.goto(address)
        return self

    @property
    def devices(self) -> Locator:
        """One row for each session."""
        return self.page.locator("#sessions").get_by_role("listitem")

    def end_all_others(self) -> None:
        """Press the button, and wait until this session is the only one."""
        self.main.get_by_role("button", name="End all others").click()
        expect(self.devices).to_have_count(1)


class KeptPage(FormPage):
    """What was typed, offered again."""

    def expect_here(self) -> None:
        """Wait until the page is there."""
        expect(self.main.get_by_role("heading", level=1)).to_have_text("Nothing is lost")

    def send_again(self) -> ProfilePage:
        """Send it after all."""
        self.press("Send again")
        return ProfilePage(self.page)
