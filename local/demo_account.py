"""The people of the local stack: an MSP with both PSAs, and another one with none."""

from __future__ import annotations

from dataclasses import dataclass

from local.simulated_psas import SIMULATED_PSAS
from local.stack_file import Member, Tokens, mint_token

ACCOUNT = "alpine-it"
OTHER_ACCOUNT = "other-msp"
MAIL_DOMAIN = "alpine-it.example"


@dataclass(frozen=True)
class Technician:
    """A technician of the demo account, under the same user name in both PSAs."""

    user_id: str
    user_name: str
    name: str

    @property
    def email(self) -> str:
        """The address in Memtime and in both PSAs."""
        return f"{self.user_name.lower()}@{MAIL_DOMAIN}"


TECHNICIANS = (
    Technician("user-paul", "PPierce", "Paul Pierce"),
    Technician("user-maria", "MKeller", "Maria Keller"),
    Technician("user-ahmed", "AHassan", "Ahmed Hassan"),
)


def demo_people() -> list[dict[str, str]]:
    """Everybody who can log in to the portal, with the claims of their tokens."""

    def person(user_id: str, account: str, role: str, email: str, name: str) -> dict[str, str]:
        return {"sub": user_id, "account": account, "role": role, "email": email, "name": name}

    return [
        person("user-admin", ACCOUNT, "admin", f"admin@{MAIL_DOMAIN}", "Admin of Alpine IT"),
        *(person(one.user_id, ACCOUNT, "member", one.email, one.name) for one in TECHNICIANS),
        person("other-admin", OTHER_ACCOUNT, "admin", "admin@other-msp.example", "Other MSP, new"),
    ]


def demo_tokens(issuer_url: str) -> Tokens:
    """Tokens that last a working day, for everyone.

    Raises:
        StackError: the issuer refused a request.
    """

    def token(user_id: str, account: str, role: str, email: str) -> str:
        return mint_token(issuer_url, sub=user_id, account=account, role=role, email=email)

    return Tokens(
        admin=token("user-admin", ACCOUNT, "admin", f"admin@{MAIL_DOMAIN}"),
        members=[
            Member(
                user_id=one.user_id,
                email=one.email,
                token=token(one.user_id, ACCOUNT, "member", one.email),
                psa_user_names=dict.fromkeys(SIMULATED_PSAS, one.user_name),
            )
            for one in TECHNICIANS
        ],
        other_account_admin=token("other-admin", OTHER_ACCOUNT, "admin", "admin@other-msp.example"),
    )
