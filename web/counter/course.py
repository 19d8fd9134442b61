"""What the page of a dossier shows of its way: where it is, how it was rated, what was complained of."""

from dataclasses import dataclass

from accounts.models import Agency
from counter.feedback import may_be_complained_of
from counter.transfers import MAY_BE_SENT, place_of
from dossiers.models import Complaint, Dossier, Rating, RatingChannel, Transfer
from dossiers.ratings import may_be_rated
from web.counter.course_forms import ComplaintForm, RatingForm


@dataclass(frozen=True, slots=True)
class Course:
    """Transfers, rating and complaints; a form is None where the act is not possible."""

    place: Agency
    transfers: list[Transfer]
    may_send: bool
    rating: Rating | None
    rate: RatingForm | None
    complaints: list[Complaint]
    complain: ComplaintForm | None

    @property
    def on_its_way(self) -> Transfer | None:
        """The last transfer, while nobody has received it."""
        last = self.transfers[-1] if self.transfers else None
        return last if last and last.received_at is None else None


def course_of(dossier: Dossier) -> Course:
    """The dossier comes from `dossiers_open_to`."""
    rating = Rating.objects.filter(dossier=dossier).first()
    own = rating is not None and rating.channel == RatingChannel.PAGE
    ratable = may_be_rated(dossier) and not own
    transfers = dossier.transfers.select_related("sender", "receiver")
    return Course(
        place=place_of(dossier),
        transfers=list(transfers.order_by("sent_at", "id")),
        may_send=dossier.status in MAY_BE_SENT,
        rating=rating,
        rate=RatingForm(rating=rating) if ratable else None,
        complaints=list(dossier.complaints.order_by("-received_at", "-id")),
        complain=ComplaintForm() if may_be_complained_of(dossier) else None,
    )
