"""Secrets of one single-machine installation, made once and kept in ``HOME/keys.env``."""

import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path

from cryptography.fernet import Fernet

from guanling.embedded.errors import StartError


@dataclass(frozen=True)
class Keys:
    """Everything secret that the servers and the settings need. Never printed, never logged."""

    SECRET_KEY: str
    FIELD_KEYS: str
    POSTGRES_PASSWORD: str
    DATABASE_OWNER_PASSWORD: str
    DATABASE_APP_PASSWORD: str
    REDIS_PASSWORD: str

    def __repr__(self):
        return "Keys(…)"


def load(home: Path) -> Keys:
    """Return the keys of ``home``, making them on the first call.

    The caller holds the start lock. Raises StartError when data exist but their keys do not: new keys
    would make the encrypted identity and bank numbers unreadable for ever.
    """
    path = home / "keys.env"
    if not path.exists():
        if (home / "postgres" / "PG_VERSION").exists():
            raise StartError(f"数据文件夹中缺少密钥文件 {path}，请从备份中放回该文件后再启动。")
        _write(path, _fresh())
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    missing = [field.name for field in fields(Keys) if not pairs.get(field.name)]
    if missing:
        raise StartError(f"密钥文件 {path} 缺少 {'、'.join(missing)}，请从备份中恢复该文件。")
    return Keys(**{field.name: pairs[field.name] for field in fields(Keys)})


def _fresh() -> Keys:
    return Keys(
        SECRET_KEY=secrets.token_urlsafe(64),
        FIELD_KEYS=Fernet.generate_key().decode(),
        POSTGRES_PASSWORD=secrets.token_hex(24),
        DATABASE_OWNER_PASSWORD=secrets.token_hex(24),
        DATABASE_APP_PASSWORD=secrets.token_hex(24),
        REDIS_PASSWORD=secrets.token_hex(24),
    )


def _write(path: Path, keys: Keys) -> None:
    text = "# 请随数据一起备份；丢失后已加密的身份证号、银行账号无法恢复。\n"
    text += "".join(f"{field.name}={getattr(keys, field.name)}\n" for field in fields(Keys))
    # Written whole and synced before it gets its name: a crash leaves no half file.
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    part.rename(path)
