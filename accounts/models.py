"""Levels, agencies (a tree with dates), users and their roles in an agency's subtree."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.standing import (
    AGENCY_FIELDS,
    MOST_SUCCESSIONS,
    ROLE_FIELDS,
    ids_taken_over,
    role_rows,
)
from vietnamese.text import fold


class Level(models.Model):
    """A level of government as data: levels end (districts on 2025-07-01) and may begin."""

    code = models.CharField("mã", max_length=20, primary_key=True)
    name = models.CharField("tên", max_length=100)
    rank = models.PositiveSmallIntegerField("thứ bậc", unique=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        ordering = ("rank",)
        verbose_name = "cấp"
        verbose_name_plural = "cấp"

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Readers of the agency tree."""

    def under(self, agency: "Agency") -> "AgencyQuerySet":
        """The agency, everything below it, and what these have succeeded (merged or ended agencies).

        An end that is only announced changes nothing: until its last day is over, an agency lies under no
        successor. A successor may have ended too: the chain is followed as far as MOST_SUCCESSIONS.
        """
        within, ended, today = Q(), Q(), timezone.localdate()
        for hops in range(MOST_SUCCESSIONS + 1):
            way = "successor__" * hops
            within |= ended & Q(**{f"{way}path__startswith": agency.path})
            ended &= Q(**{f"{way}valid_to__lt": today})
        return self.filter(within)

    def valid_on(self, day: date) -> "AgencyQuerySet":
        """Agencies that exist on that day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day))

    def matching(self, words: str) -> "AgencyQuerySet":
        """Agencies whose code or name holds every one of the words, with or without diacritics."""
        return self.filter(holds_all(words))


def holds_all(words: str) -> Q:
    """Rows whose search key holds every one of the words."""
    condition = Q()
    for word in fold(words).split():
        condition &= Q(search_key__contains=word)
    return condition


class Agency(models.Model):
    """A unit of the administration; codes by Decision 20/2020 and, before it, QCVN 102:2016."""

    class SignsWith(models.TextChoices):
        """Who lets the agency's signature be made."""

        KEY = "key", "Máy chủ tự ký bằng khóa của cơ quan"
        PERSON = "person", "Người có thẩm quyền ký ở trang Ký số"

    code = models.CharField("mã định danh", max_length=35, unique=True)
    old_code = models.CharField("mã cũ", max_length=35, blank=True)
    name = models.CharField("tên", max_length=300)
    level = models.ForeignKey(Level, models.PROTECT, verbose_name="cấp")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="trực thuộc",
    )
    # Codes from the root down, each followed by "/": a subtree is one prefix query.
    path = models.CharField(max_length=400, unique=True, editable=False)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="cơ quan kế thừa",
    )
    signs_with = models.CharField(
        "cách ký số", max_length=8, choices=SignsWith, default=SignsWith.KEY, db_default="key"
    )
    # Codes and name, folded: what a list of agencies is searched by.
    search_key = models.CharField(max_length=400, editable=False, default="")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(successor=F("id")), name="agency_not_its_own_successor"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path in step with the parent; moving a subtree is a service, not an edit."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        self.search_key = fold(f"{self.code} {self.old_code} {self.name}")
        super().save(*args, **kwargs)

    @property
    def depth(self) -> int:
        """How many agencies stand above this one."""
        return self.path.count("/") - 1


class User(AbstractUser):
    """A person who signs in. What they may do and see stands in their roles."""

    full_name = models.CharField("họ và tên", max_length=200, blank=True)
    # Another system's account: it has roles like a person's, calls the API by tokens and never signs in.
    is_service = models.BooleanField("tài khoản hệ thống", default=False, editable=False)
    # Counts up when every session of the person must end; part of what a session is checked against.
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    # User name and full name, folded: what a list of people is searched by.
    search_key = models.CharField(max_length=400, editable=False, default="")

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the names; a system never has a password, whoever sets one."""
        self.search_key = fold(f"{self.username} {self.full_name}")
        if self.is_service and self.has_usable_password():
            self.set_unusable_password()
        super().save(*args, **kwargs)

    @property
    def roles(self) -> "RoleQuerySet":
        """The roles in force today. One that has ended, or has yet to begin, opens nothing anywhere."""
        return Role.objects.filter(user=self).in_force(timezone.localdate())

    @cached_property
    def roles_held(self) -> "tuple[Role, ...]":
        """The same with their agencies, the topmost first; asked once for each request's user."""
        return tuple(role_of(row) for row in role_rows(self.pk, timezone.localdate()))

    @cached_property
    def agencies_asked(self) -> "dict[tuple[str, ...], tuple[int, ...]]":
        """Where the roles of some kinds reach, as far as it was asked; `agency_ids_of` fills it."""
        return {}

    def get_session_auth_hash(self) -> str:
        """What a session must carry: changes with the password and with the generation."""
        return f"{self.session_generation}:{super().get_session_auth_hash()}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the keys that were in use before."""
        for each in super().get_session_auth_fallback_hash():
            yield f"{self.session_generation}:{each}"


class RoleQuerySet(models.QuerySet["Role"]):
    """Roles by the days on which they hold."""

    def in_force(self, day: date) -> "RoleQuerySet":
        """Roles that hold on that day."""
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        return self.not_ended(day).filter(begun)

    def not_ended(self, day: date) -> "RoleQuerySet":
        """Roles that hold on that day or will."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Role(models.Model):
    """What a user is in an agency's subtree, between two days; a role that has ended stays on record."""

    class Kind(models.TextChoices):
        """What people are here."""

        CLERK = "clerk", "Cán bộ số hóa"
        OFFICER = "officer", "Cán bộ giải quyết"
        MANAGER = "manager", "Lãnh đạo"
        AUDITOR = "auditor", "Kiểm tra"
        ADMINISTRATOR = "administrator", "Quản trị"

    user = models.ForeignKey(
        User, models.CASCADE, related_name="given_roles", verbose_name="người dùng"
    )
    kind = models.CharField("vai trò", max_length=20, choices=Kind.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="roles", verbose_name="cơ quan")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind", "agency"],
                condition=Q(valid_to__isnull=True),
                name="role_open_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.agency}"

    @cached_property
    def taken_over(self) -> frozenset[int]:
        """Ended agencies outside the subtree that it has succeeded; asked once for each request's user."""
        return ids_taken_over(self.agency.path, timezone.localdate())

    def reach(self, agency: str = "") -> Q:
        """Where the role holds, as `Agency.objects.under` finds it: a short condition on a table's own agency.

        Args:
            agency: the foreign key to it, empty for agencies themselves.
        """
        within = Q(
            **{f"{agency}__path__startswith" if agency else "path__startswith": self.agency.path}
        )
        if self.taken_over:
            within |= Q(**{f"{agency or 'pk'}__in": self.taken_over})
        return within


def role_of(row: Sequence[Any]) -> Role:
    """The role of a row of `role_rows`, its agency at hand."""
    end = len(ROLE_FIELDS)
    role = Role.from_db(DEFAULT_DB_ALIAS, ROLE_FIELDS, row[:end])
    role.agency = Agency.from_db(DEFAULT_DB_ALIAS, AGENCY_FIELDS, row[end:-1])
    if not row[-1]:
        role.__dict__["taken_over"] = frozenset()
    return role


class SignInCount(models.Model):
    """Tries to sign in since a moment, by a hash of name and address; see web/sign_in/throttle.py."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "lượt đăng nhập"
        verbose_name_plural = "lượt đăng nhập"

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.tries}"


class SystemToken(models.Model):
    """With it another system calls the API as its service account; only a hash of the secret is kept."""

    class Scope(models.TextChoices):
        """What a token may be used for, within what its account may see."""

        READ = "read", "Đọc"
        REUSE = "reuse", "Dùng lại giấy tờ"
        INTAKE = "intake", "Tiếp nhận hồ sơ"

    user = models.ForeignKey(User, models.PROTECT, related_name="system_tokens")
    secret_hash = models.CharField(max_length=64, unique=True)
    # The first letters of the secret: enough to tell tokens apart, far too few to guess the rest.
    hint = models.CharField(max_length=12)
    scopes = models.CharField("quyền", max_length=60)  # words parted by blanks
    calls_a_minute = models.PositiveIntegerField("lượt gọi mỗi phút", default=600)
    created_at = models.DateTimeField("cấp lúc", auto_now_add=True)
    created_by = models.CharField("người cấp", max_length=200)
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    # Both are written once for many calls; see api/limits.py.
    last_used_at = models.DateTimeField("dùng lần cuối", null=True, blank=True)
    # Minutes since 1970: the one that calls_taken is of.
    minute = models.PositiveBigIntegerField(default=0)
    calls_taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        verbose_name = "khóa truy cập"
        verbose_name_plural = "khóa truy cập"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(calls_a_minute__gt=0), name="token_allows_some_call")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.hint}…"

    def allows(self, scope: str) -> bool:
        """Whether the token may be used for this."""
        return scope in self.scopes.split()

    @property
    def scope_names(self) -> str:
        """The scopes as a person reads them."""
        return ", ".join(str(self.Scope(each).label) for each in self.scopes.split()).capitalize()
