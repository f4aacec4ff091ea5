"""Settings: every problem is told at once, and nothing weak gets through."""

import json
import stat
import sys

import pytest
from sqlalchemy.engine import make_url

from blog.config import Settings, SettingsError

KEY = "k3y-of-these-tests-with-enough-length-to-be-good"


@pytest.fixture
def load(tmp_path):
    return lambda **values: Settings.load({"BLOG_DATA_DIR": str(tmp_path / "data"), **values})


def problems(load, **values) -> list[str]:
    with pytest.raises(SettingsError) as error:
        load(**values)
    return error.value.problems


def test_without_any_setting_a_loopback_site_comes_out(load, tmp_path):
    settings = load()

    assert settings.base_url == "http://127.0.0.1:5000"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/blog.db"
    assert not settings.production
    assert "127.0.0.1" in settings.trusted_hosts


def test_a_secret_key_is_made_once_and_kept_to_its_owner(load, tmp_path):
    first, second = load(), load()

    kept = tmp_path / "data" / "secret_key"
    assert first.secret_key == second.secret_key == kept.read_text()
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_every_problem_is_reported_at_once(load):
    found = problems(
        load,
        BLOG_PORT="many",
        BLOG_TIMEZONE="Mars/Olympus",
        BLOG_PROXY_HOPS="-1",
        BLOG_BASE_URL="blog",
        BLOG_COMMENT_DAYS="soon",
    )

    assert [line.split(":")[0].split()[0] for line in found] == [
        "BLOG_PORT", "BLOG_BASE_URL", "BLOG_TIMEZONE", "BLOG_PROXY_HOPS", "BLOG_COMMENT_DAYS",
    ]  # fmt: skip


def test_cfg_01_an_https_site_without_a_key_is_refused_and_told_the_command(load):
    [line] = problems(load, BLOG_BASE_URL="https://blog.example.org")

    assert "BLOG_SECRET_KEY" in line
    assert "secrets.token_hex" in line


@pytest.mark.parametrize("key", ["dev", "changeme", "x" * 64, "short-but-random-9f8a7"])
def test_cfg_02_a_weak_key_is_refused(load, key):
    [line] = problems(load, BLOG_SECRET_KEY=key)

    assert line.startswith("BLOG_SECRET_KEY")
    assert key not in line.split("make one with")[0].split()


def test_cfg_04_a_config_file_that_everybody_can_read_is_refused(load, tmp_path):
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"BLOG_TITLE": "Harbour"}))
    file.chmod(0o644)

    [line] = problems(load, BLOG_CONFIG=str(file))

    assert "chmod 640" in line


def test_the_config_file_gives_values_and_the_environment_wins(load, tmp_path):
    file = tmp_path / "config.json"
    file.write_text(
        json.dumps({"BLOG_TITLE": "Harbour", "BLOG_PORT": 8080, "BLOG_SECRET_KEY_FALLBACKS": [KEY]})
    )
    file.chmod(0o600)

    settings = load(BLOG_CONFIG=str(file), BLOG_TITLE="Quay")

    assert (settings.title, settings.port, settings.secret_key_fallbacks) == ("Quay", 8080, (KEY,))


@pytest.mark.parametrize("content", ["{", "[1]", "\xff"])
def test_a_config_file_that_is_no_json_object_is_one_clear_line(load, tmp_path, content):
    file = tmp_path / "config.json"
    file.write_bytes(content.encode("latin-1"))
    file.chmod(0o600)

    [line] = problems(load, BLOG_CONFIG=str(file))

    assert str(file) in line


def test_cfg_08_a_wrong_database_address_is_refused_without_repeating_its_password(load):
    [line] = problems(load, BLOG_DATABASE_URL="mysql://root:hunter2@localhost/blog")

    assert line.startswith("BLOG_DATABASE_URL")
    assert "hunter2" not in line


def test_cfg_08_a_data_directory_that_is_a_file_is_refused(load, tmp_path):
    (tmp_path / "file").touch()

    found = problems(load, BLOG_DATA_DIR=str(tmp_path / "file"))

    assert found[0].startswith("BLOG_DATA_DIR")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_cfg_07_a_server_on_every_address_must_know_its_own(load, host):
    [line] = problems(load, BLOG_HOST=host)

    assert "BLOG_BASE_URL" in line


def test_fallback_keys_must_be_a_json_list(load):
    [line] = problems(load, BLOG_SECRET_KEY_FALLBACKS="old")

    assert line.startswith("BLOG_SECRET_KEY_FALLBACKS")


def test_a_secret_key_file_that_holds_none_is_told(load, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").touch()

    [line] = problems(load)

    assert "secret_key holds no key" in line


@pytest.mark.parametrize("value", ["Caf\udce9", "a\tb"])
def test_a_value_that_no_page_can_show_is_refused(load, value):
    [line] = problems(load, BLOG_TITLE=value)

    assert line.startswith("BLOG_TITLE")


def test_a_number_of_endless_digits_is_refused(load):
    [line] = problems(load, BLOG_PORT="1" * 5000)

    assert line.startswith("BLOG_PORT")
    assert len(line) < 200


@pytest.mark.parametrize("scheme", ["postgresql+psycopg2", "postgres", "postgresql+nosuch"])
def test_the_driver_is_not_the_settings_to_choose(load, scheme):
    assert load(BLOG_DATABASE_URL=f"{scheme}://a@b/c").database_url == "postgresql://a@b/c"


def test_a_data_directory_may_hold_any_character(load, tmp_path):
    settings = load(BLOG_DATA_DIR=str(tmp_path / "what? #1"))

    assert make_url(settings.database_url).database == str(tmp_path / "what? #1" / "blog.db")


@pytest.mark.parametrize("given", ["https://Blog.Example.org:443/", "https://blog.example.org"])
def test_the_address_is_kept_as_browsers_write_it(load, given):
    assert load(BLOG_BASE_URL=given, BLOG_SECRET_KEY=KEY).base_url == "https://blog.example.org"


def test_mail_is_printed_unless_told_otherwise(load):
    mail = load().mail_url

    assert (mail.scheme, mail.sender) == ("console", "noreply@[127.0.0.1]")
    assert not mail.delivers


def test_a_mail_server_is_read_with_its_password_decoded(load):
    mail = load(
        BLOG_MAIL_URL="smtps://blog%40example.org:p%40ss@mail.example.org?from=a+b@example.org"
    ).mail_url

    assert (mail.scheme, mail.host, mail.port) == ("smtps", "mail.example.org", 465)
    assert (mail.username, mail.password, mail.sender) == ("blog@example.org", "p@ss", "a+b@example.org")
    assert "p@ss" not in repr(mail)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_mail_to_this_very_machine_is_told_apart(load, host):
    assert load(BLOG_MAIL_URL=f"smtp://{host}:25").mail_url.loopback
    assert not load(BLOG_MAIL_URL="smtp://mail.example.org").mail_url.loopback


def test_mail_says_the_site_s_name_in_ascii(load):
    assert load(BLOG_BASE_URL="http://bücher.example").mail_url.sender == "noreply@xn--bcher-kva.example"
    assert load(BLOG_HOST="::1").mail_url.sender == "noreply@[IPv6:::1]"


def test_a_mail_folder_is_made(load, tmp_path):
    folder = tmp_path / "out box" / "mail"

    assert load(BLOG_MAIL_URL=f"file:{tmp_path}/out%20box/mail").mail_url.folder == folder
    assert folder.is_dir()


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "imap://blog:hunter2@mail.example.org",
        "smtp://",
        "smtp://blog:hunter2@",
        "smtp://blog:hunter2#1@mail.example.org",
        "smtp://blog:hunter2/1@mail.example.org",
        "smtp://blog:hunter2@mail.example.org:many",
        "smtp://blog:hunter2@[mail",
        "smtp://blog:hunter2@mail.example.org/folder",
        "smtp://:hunter2@mail.example.org",
        "smtp://hunter2@mail.example.org",
        "smtp://blog:hunter2%0d@mail.example.org",
        "smtp://blog:hunter2é@mail.example.org",
        "smtp://blog:hunter2@mail.example.org?from=blog",
        "smtp://blog:hunter2@mail.example.org?from=b%0a@example.org",
        "smtp://blog:hunter2@mail.example.org?from=a@example.org&tls=no",
        "smtp://blog:hunter2@mail.example.org?sender=a@example.org",
        "smtp://blog:hunter2@mail.example.org?from=josé@example.org",
        "console:hunter2",
        "file:relative/hunter2",
        "file://hunter2/folder",
        "file:",
    ],
)
def test_cfg_08_a_wrong_mail_address_is_refused_without_repeating_its_password(load, url):
    [line] = problems(load, BLOG_MAIL_URL=url)

    assert line.startswith("BLOG_MAIL_URL")
    assert "hunter2" not in line


def test_a_mail_folder_that_cannot_be_is_told(load, tmp_path):
    (tmp_path / "file").touch()

    [line] = problems(load, BLOG_MAIL_URL=f"file:{tmp_path}/file/mail")

    assert line.startswith("BLOG_MAIL_URL names a folder")


def test_pictures_lie_in_the_data_directory_unless_told_otherwise(load, tmp_path):
    assert str(load().media_url) == f"file:{tmp_path}/data/media"


def test_a_folder_for_pictures_is_made(load, tmp_path):
    folder = tmp_path / "all our" / "pictures"

    assert load(BLOG_MEDIA_URL=f"file:{tmp_path}/all%20our/pictures").media_url.folder == folder
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("url", "bucket", "prefix"),
    [("s3://our-pictures", "our-pictures", ""), ("s3://our.pictures/blog/2/", "our.pictures", "blog/2")],
)
def test_a_bucket_is_read_and_its_credentials_stay_out_of_sight(load, url, bucket, prefix):
    media = load(
        BLOG_MEDIA_URL=url,
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE",
        AWS_SECRET_ACCESS_KEY="hunter2",
        AWS_DEFAULT_REGION="eu-west-1",
        AWS_REGION="eu-central-1",
        AWS_ENDPOINT_URL="https://s3.example.org",
    ).media_url

    assert (media.bucket, media.prefix, str(media)) == (bucket, prefix, url.rstrip("/"))
    assert media.options == {
        "access_key_id": "AKIDEXAMPLE",
        "secret_access_key": "hunter2",
        "region": "eu-central-1",
        "endpoint": "https://s3.example.org",
    }
    assert "hunter2" not in repr(media)
    assert "AKIDEXAMPLE" not in repr(media)


def test_the_credentials_of_a_bucket_may_stand_in_the_config_file(load, tmp_path):
    file = tmp_path / "config.json"
    values = {
        "BLOG_MEDIA_URL": "s3://pictures",
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_SECRET_ACCESS_KEY": "of-file",
    }
    file.write_text(json.dumps(values))
    file.chmod(0o600)

    media = load(BLOG_CONFIG=str(file), AWS_SECRET_ACCESS_KEY="of-environment").media_url

    assert media.options == {"access_key_id": "AKID", "secret_access_key": "of-environment"}


@pytest.mark.parametrize(
    "changes",
    [
        {"BLOG_MEDIA_URL": "/hunter2"},
        {"BLOG_MEDIA_URL": "file:hunter2"},
        {"BLOG_MEDIA_URL": "file://hunter2/folder"},
        {"BLOG_MEDIA_URL": "file:"},
        {"BLOG_MEDIA_URL": "gs://hunter2"},
        {"BLOG_MEDIA_URL": "s3://"},
        {"BLOG_MEDIA_URL": "s3://Hunter2_x"},
        {"BLOG_MEDIA_URL": "s3://[hunter2"},
        {"BLOG_MEDIA_URL": "s3://pictures/a/../hunter2"},
        {"BLOG_MEDIA_URL": "s3://pictures/a//hunter2"},
        {"BLOG_MEDIA_URL": "s3://pictures?region=hunter2"},
        {"BLOG_MEDIA_URL": "s3://AKID:hunter2@pictures"},
        {"BLOG_MEDIA_URL": "s3://pictures", "AWS_SECRET_ACCESS_KEY": "hunter2"},
        {"BLOG_MEDIA_URL": "s3://pictures", "AWS_ENDPOINT_URL": "s3.hunter2.org"},
        {"BLOG_MEDIA_URL": "s3://pictures", "AWS_ENDPOINT_URL": "https://me:hunter2@s3.example.org"},
    ],
)
def test_cfg_08_a_wrong_place_for_pictures_is_refused_without_repeating_its_secrets(load, changes):
    [line] = problems(load, **changes)

    assert line.startswith("BLOG_MEDIA_URL")
    assert "hunter2" not in line


def test_a_picture_folder_that_cannot_be_is_told(load, tmp_path):
    (tmp_path / "file").touch()

    [line] = problems(load, BLOG_MEDIA_URL=f"file:{tmp_path}/file/pictures")

    assert line.startswith("BLOG_MEDIA_URL names a folder")


def test_a_bucket_without_its_package_stops_with_the_line_that_installs_it(load, monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore", None)  # as where it was never installed

    [line] = problems(load, BLOG_MEDIA_URL="s3://pictures")

    assert ".venv/bin/pip install 'obstore>=0.12,<0.13'" in line
