"""Addresses of Thủ tục, Loại giấy tờ, Cơ sở dữ liệu and Trường hợp ngoại lệ."""

from django.urls import path, re_path

from web.catalogue import components, drafts, exchange, paper_types, procedures, sources, versions

KINDS = "|".join(sources.ADDRESSES)

urlpatterns = [
    path("thu-tuc/", procedures.procedures, name="procedures"),
    path("thu-tuc/them/", procedures.add, name="procedure_add"),
    path("thu-tuc/tai-ve/", exchange.download, name="procedures_export"),
    path("thu-tuc/nhap/", exchange.take_in, name="procedures_import"),
    path("thu-tuc/<int:procedure_id>/", procedures.procedure, name="procedure"),
    path("thu-tuc/<int:procedure_id>/sua/", procedures.change, name="procedure_change"),
    path(
        "thu-tuc/<int:procedure_id>/phien-ban/<int:number>/",
        versions.version,
        name="procedure_version",
    ),
    path("mau-dien-san/<int:component_id>/", versions.example, name="component_example"),
    path("thu-tuc/<int:procedure_id>/du-thao/", drafts.draft, name="procedure_draft"),
    path("thu-tuc/<int:procedure_id>/du-thao/soan/", drafts.begin, name="draft_begin"),
    path("thu-tuc/<int:procedure_id>/du-thao/noi-dung/", drafts.terms, name="draft_terms"),
    path("thu-tuc/<int:procedure_id>/du-thao/bo/", drafts.discard, name="draft_discard"),
    path("thu-tuc/<int:procedure_id>/du-thao/thanh-phan/", components.add, name="component_add"),
    path(
        "thu-tuc/<int:procedure_id>/du-thao/thanh-phan/<int:component_id>/",
        components.change,
        name="component_change",
    ),
    path(
        "thu-tuc/<int:procedure_id>/du-thao/thanh-phan/<int:component_id>/bo/",
        components.remove,
        name="component_remove",
    ),
    re_path(rf"^(?P<address>{KINDS})/$", sources.sources, name="sources"),
    re_path(rf"^(?P<address>{KINDS})/them/$", sources.add, name="source_add"),
    re_path(rf"^(?P<address>{KINDS})/muc/(?P<code>[^\0]+)/$", sources.source, name="source"),
    path("loai-giay-to/", paper_types.paper_types, name="paper_types"),
    path("loai-giay-to/them/", paper_types.add, name="paper_type_add"),
    # Codes come from catalogues and may hold anything, so they stand apart from the words above.
    # A NUL is no address: PostgreSQL refuses the query that holds one.
    re_path(r"^loai-giay-to/muc/(?P<code>[^\0]+)/$", paper_types.paper_type, name="paper_type"),
]
