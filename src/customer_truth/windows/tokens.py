"""A position in the tokens of a text, with what the grammar asks of it."""

from __future__ import annotations

from customer_truth.windows.hours import NotUnderstood
from customer_truth.windows.lexing import Kind, Lexed, Token
from customer_truth.windows.words import Role


class Cursor:
    """Walks over the tokens of a text; END stands behind the last one."""

    def __init__(self, lexed: Lexed) -> None:
        self._tokens = lexed.tokens
        self.languages = lexed.languages
        self.place = 0

    @property
    def token(self) -> Token:
        """The token it stands on."""
        return self._tokens[self.place]

    def ahead(self, steps: int = 1) -> Token:
        """A token further on, at most the END."""
        return self._tokens[min(self.place + steps, len(self._tokens) - 1)]

    def step(self) -> Token:
        """Takes the token it stands on."""
        token = self._tokens[self.place]
        self.place += 1
        return token

    def take_role(self, *roles: Role) -> Token | None:
        """Takes the token if it is a word of one of these roles."""
        return self.step() if self.token.role in roles else None

    def take_kind(self, *kinds: Kind) -> Token | None:
        """Takes the token if it is of one of these kinds."""
        return self.step() if self.token.kind in kinds else None

    def is_at_end(self) -> bool:
        """No token is left in this block."""
        return self.token.kind in (Kind.END, Kind.STOP)

    def place_of(self, name: str) -> int:
        """The character at which a weekday's name stands."""
        found = (t.start for t in self._tokens if t.is_weekday and t.text == name)
        return next(found, 0)

    def refuse(self, reason: str, token: Token | None = None) -> NotUnderstood:
        """The error that says why understanding stops, here or at another token."""
        return NotUnderstood(reason, (token or self.token).start)
