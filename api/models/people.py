"""Sign-in, people and keys as they are sent and answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from api.models.item import storable
from core.passwords import MOST_CHARACTERS
from core.roles import Role

_MOST_DAYS = 3_650
Line = Annotated[str, Field(strict=True, max_length=200), AfterValidator(storable)]
Email = Annotated[str, Field(strict=True, min_length=3, max_length=254), AfterValidator(storable)]
Password = Annotated[SecretStr, Field(max_length=MOST_CHARACTERS)]
RefreshToken = Annotated[SecretStr, Field(max_length=200)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignInIn(_Sent):
    """Who wants to sign in."""

    email: Email
    password: Password


class RefreshIn(_Sent):
    """The refresh token of the last answer."""

    refresh_token: RefreshToken


class TokenOut(BaseModel):
    """An access token for `Authorization: Bearer`, and what to get the next with."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - its kind
    expires_in: int = Field(description="seconds the access token is good for")
    refresh_token: str = Field(description="good once, at POST /token/refresh")


class MeOut(BaseModel):
    """The caller."""

    caller: str = Field(description="as records name it: user:... or key:...")
    name: str
    scopes: list[str]


class PasswordIn(_Sent):
    """A new password for oneself."""

    current: Password
    new: Password


class UserIn(_Sent):
    """A new person."""

    email: Email
    name: Line = ""
    role: Role = Role.VIEWER


class UserChange(_Sent):
    """What is to be different; what is left out stays."""

    role: Role | None = None
    is_disabled: bool | None = None


class UserOut(BaseModel):
    """A person."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    email: str
    name: str
    role: Role
    created_at: datetime
    password_changed_at: datetime
    signed_in_at: datetime | None
    disabled_at: datetime | None


class NewUserOut(UserOut):
    """A person with a password, shown this once."""

    password: str


class UsersOut(BaseModel):
    """Everybody of the workspace."""

    items: list[UserOut]


class NewPasswordOut(BaseModel):
    """A password, shown this once."""

    password: str


class KeyIn(_Sent):
    """A new key."""

    name: Line = Field(min_length=1, description="what it is for, to recognise it by")
    scopes: list[Annotated[str, Field(max_length=50)]] = Field(
        default=["*"], min_length=1, max_length=20, description="`*` is all that planners do"
    )
    expires_in_days: float | None = Field(default=None, gt=0, le=_MOST_DAYS, allow_inf_nan=False)


class RotationIn(_Sent):
    """How long the old key goes on."""

    overlap_hours: float = Field(default=24.0, ge=0, le=24.0 * 90, allow_inf_nan=False)


class KeyOut(BaseModel):
    """A key without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="to the minute")
    revoked_at: datetime | None


class NewKeyOut(KeyOut):
    """A key with its text, shown this once."""

    key: str


class KeysOut(BaseModel):
    """Every key of the workspace, newest first."""

    items: list[KeyOut]
