"""Config: what an installation is set to. The only reader of the environment; frozen once made.

Every setting has a default that is safe on one's own machine. A production configuration (SCRUTIN_ENV=production)
refuses to start without an https origin, and never together with a demonstration. Secrets have no default: the
session secret and the service's keys are made at the first start, in files that only the service may read.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent


class ConfigError(Exception):
    """A setting that the service will not start with; one sentence."""


@dataclass(frozen=True)
class Config:
    """One installation. Paths are absolute; `origin` is scheme, host and port of the service as browsers see it."""

    instance: Path
    database_url: str
    origin: str
    secret_key: str = field(repr=False)
    key_passphrase: bytes | None = field(default=None, repr=False)
    log_origin: str = ""
    zone: str = "UTC"
    sender: str = "scrutin@localhost"
    bounces: str = ""
    """The mailbox to which letters come back (it must take `name+anything@…`); without one, bounce@ at the sender's."""
    secretariat: str = ""
    """Whom voters are told to call or write to; without it, the mail address of whoever is coordinator."""
    security_contact: str = ""
    """Where faults of security are reported: a mailto:, https: or tel: address; without one, a mail to `sender`."""
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    is_demonstration: bool = False
    is_production: bool = False
    proxies: int = 0
    urn_database_url: str = ""
    """The urn's own database, where it runs in this process or on this host."""
    urn_url: str = ""
    """The address of an urn on another organisation's host; "" for one in this process, under /urn."""
    urn_authority: str = ""
    """For `voting urn` alone: the public key (base64url) of the service whose ballots this urn takes."""
    booth: str = ""
    """For `voting urn` alone: the origin of the voting pages, on another host, that may call this urn."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """How often is too often (`voting/services/limits`), by name, where the usual number does not fit."""
    templates: Path = HERE / "templates"

    def __post_init__(self) -> None:
        parts = urlsplit(self.origin)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
            raise ConfigError("SCRUTIN_ORIGIN must be an address such as https://vote.example, without a path.")
        if self.is_production and self.is_demonstration:
            raise ConfigError("A demonstration (anybody signs in as anybody) will not start in production.")
        if self.is_production and parts.scheme != "https":
            raise ConfigError("In production SCRUTIN_ORIGIN must begin with https://.")
        if len(self.secret_key) < 32:
            raise ConfigError("The session secret is shorter than 32 characters.")
        if not self.urn_database_url:
            object.__setattr__(self, "urn_database_url", derived_urn_url(self.database_url))
        if self.urn_database_url == self.database_url:
            raise ConfigError("SCRUTIN_URN_DATABASE_URL must name another database than the register's.")
        if self.urn_url and urlsplit(self.urn_url).scheme not in ("http", "https"):
            raise ConfigError("SCRUTIN_URN_URL must be an address such as https://urn.example.")
        if self.is_production and self.urn_url.startswith("http:"):
            raise ConfigError("In production SCRUTIN_URN_URL must begin with https://.")
        if not self.log_origin:
            object.__setattr__(self, "log_origin", f"{parts.netloc}/register".replace("+", "-"))
        if self.bounces and (self.bounces.count("@") != 1 or any(char.isspace() for char in self.bounces)):
            raise ConfigError("SCRUTIN_BOUNCES must be a mail address.")
        if not self.security_contact:
            object.__setattr__(self, "security_contact", f"mailto:{self.sender}")
        if not self.security_contact.startswith(("mailto:", "https://", "tel:")) or \
                any(char.isspace() for char in self.security_contact):
            raise ConfigError("SCRUTIN_SECURITY_CONTACT must begin with mailto:, https:// or tel: and have no spaces.")
        if any(char.isspace() or char == "+" for char in self.log_origin):
            raise ConfigError("SCRUTIN_LOG_ORIGIN must be a name without spaces and plus signs.")

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the service over TLS."""
        return self.origin.startswith("https://")

    @property
    def host(self) -> str:
        """The host name (no port) under which the service answers."""
        return str(urlsplit(self.origin).hostname)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: object) -> Config:
        """The configuration of this process; `overrides` come from the command line."""
        env = os.environ if environment is None else environment
        folder = overrides.pop("instance", "") or env.get("SCRUTIN_INSTANCE") or HERE / "instance"
        instance = Path(str(folder)).resolve()
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)  # named votes and keys: for the service alone
        passphrase = env.get("SCRUTIN_KEY_PASSPHRASE")
        settings: dict[str, object] = {
            "instance": instance,
            "database_url": env.get("SCRUTIN_DATABASE_URL") or f"sqlite:///{instance / 'register.sqlite'}",
            "origin": env.get("SCRUTIN_ORIGIN") or f"http://localhost:{overrides.pop('port', 5000)}",
            "secret_key": env.get("SCRUTIN_SECRET_KEY") or session_secret(instance),
            "key_passphrase": passphrase.encode() if passphrase else None,
            "log_origin": env.get("SCRUTIN_LOG_ORIGIN") or kept_log_name(instance),
            "zone": env.get("SCRUTIN_ZONE", "UTC"),
            "sender": env.get("SCRUTIN_SENDER", "scrutin@localhost"),
            "bounces": env.get("SCRUTIN_BOUNCES", ""),
            "secretariat": env.get("SCRUTIN_SECRETARIAT", ""),
            "security_contact": env.get("SCRUTIN_SECURITY_CONTACT", ""),
            "smtp_host": env.get("SCRUTIN_SMTP_HOST", ""),
            "smtp_port": _number(env.get("SCRUTIN_SMTP_PORT", "25"), "SCRUTIN_SMTP_PORT"),
            "smtp_user": env.get("SCRUTIN_SMTP_USER", ""),
            "smtp_password": env.get("SCRUTIN_SMTP_PASSWORD", ""),
            "is_demonstration": env.get("SCRUTIN_DEMONSTRATION") == "1",
            "is_production": env.get("SCRUTIN_ENV") == "production",
            "proxies": _number(env.get("SCRUTIN_PROXIES", "0"), "SCRUTIN_PROXIES"),
            "urn_database_url": env.get("SCRUTIN_URN_DATABASE_URL", ""),
            "urn_url": env.get("SCRUTIN_URN_URL", "").rstrip("/"),
            "urn_authority": env.get("SCRUTIN_URN_AUTHORITY", ""),
            "booth": env.get("SCRUTIN_URN_BOOTH", "").rstrip("/"),
            "limits": _numbers(env.get("SCRUTIN_LIMITS", ""), "SCRUTIN_LIMITS"),
        }
        overrides.pop("port", None)
        return cls(**{**settings, **overrides})


def derived_urn_url(register: str) -> str:
    """The urn's database beside the register's: another SQLite file in its folder; on PostgreSQL a schema `urn`."""
    address, mark, options = register.partition("?")
    folder, _, name = address.rpartition("/")
    if address.startswith("sqlite:"):
        return f"{folder}/{name.replace('register', 'urn') if 'register' in name else f'urn-{name}'}{mark}{options}"
    return f"{register}{'&' if mark else '?'}options=-csearch_path%3Durn"


def kept_log_name(instance: Path) -> str:
    """The name under which the log's last checkpoint was signed, "" if there is none: a log keeps its name when the
    service moves to another address or port."""
    try:
        with (instance / "log.checkpoint").open(encoding="utf-8") as checkpoint:
            return checkpoint.readline(1000).strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def session_secret(instance: Path) -> str:
    """The secret that signs session cookies: read from the instance folder, made there at the first start."""
    path = instance / "session.secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _numbers(text: str, name: str) -> dict[str, int]:
    """`downloads=20,files=100` as a table."""
    pairs = [pair.partition("=") for pair in text.replace(" ", "").split(",") if pair]
    return {key: _number(value, f"{name}: {key}") for key, _, value in pairs}


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ConfigError(f"{name} must be a number.")
    return int(text)
