"""The areas of the pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("web.home.urls")),
    path("", include("web.sign_in.urls")),
    path("", include("web.health.urls")),
    path("quet/", include("web.scan.urls")),
    path("doi-soat/", include("web.review.urls")),
    path("ky-so/", include("web.signing.urls")),
    path("loi/", include("web.failures.urls")),
    path("giay-to/", include("web.paper_files.urls")),
    path("giay-to/", include("web.papers.urls")),
    path("tra-cuu/", include("web.search.urls")),
    path("chu-giay-to/", include("web.holders.urls")),
    path("viec-cua-toi/", include("web.work.urls")),
    path("ho-so/", include("web.counter.urls")),
    path("thanh-phan-ho-so/", include("web.checklist.urls")),
    path("giao/", include("web.hand_over.urls")),
    path("thong-bao/", include("web.notifications.urls")),
    path("bo-loc/", include("web.saved_filters.urls")),
    path("chi-tieu/", include("web.targets.urls")),
    path("chi-tieu/bao-cao/", include("web.reports.urls")),
    path("chi-tieu/chien-dich/", include("web.campaigns.urls")),
    path("hoi-lai/", include("web.once_only_report.urls")),
    path("quan-tri/", include("web.administration.urls")),
    path("luu-tru/", include("web.retention.urls")),
    path("cong-dan/", include("web.citizen.urls")),
    path("de-nghi-cua-cong-dan/", include("web.citizen_requests.urls")),
    path("an-voi-cong-dan/", include("web.concealments.urls")),
    path("phieu-truy-cap/", include("web.slips.urls")),
    path("kiem-tra/", include("web.verification.urls")),
]
