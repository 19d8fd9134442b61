# Motlan in one image: the pages, the workers, the indexer and every verb of the command line.
# What a container does is its command (see docker-compose.yml); settings come from the environment,
# secrets from files. Nothing is written outside MOTLAN_HOME and /tmp: the root may be read-only.
#
# Tag and digest name the same image; the digest is what counts.
FROM debian:bookworm-20260918-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251 AS build

# Versions of Debian packages are those of the pinned suite; pinning each would break with every
# security update, which is what `apt-get update` is here for.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /build
COPY requirements.lock ./
# The lock file holds the hashes of every package; what does not match is refused.
RUN python3 -m venv /opt/motlan \
 && /opt/motlan/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements.lock

COPY . ./
# setuptools stands in the lock file, hence no isolation: nothing is fetched here.
RUN /opt/motlan/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation . \
 && /opt/motlan/bin/python -m pip uninstall -q -y pip


FROM debian:bookworm-20260918-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251

LABEL org.opencontainers.image.title="Motlan" \
      org.opencontainers.image.description="Digitization and document reuse for Vietnamese public administration" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later"

# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      python3 ca-certificates tesseract-ocr tesseract-ocr-vie fonts-liberation2 libpangoft2-1.0-0 libharfbuzz-subset0 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 motlan \
 && useradd --uid 10001 --gid motlan --no-create-home --home-dir /var/lib/motlan --shell /usr/sbin/nologin motlan \
 && install -d -o motlan -g motlan -m 0700 /var/lib/motlan

COPY --from=build /opt/motlan /opt/motlan

ENV PATH=/opt/motlan/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MOTLAN_HOME=/var/lib/motlan

VOLUME /var/lib/motlan
WORKDIR /var/lib/motlan
USER 10001:10001
EXPOSE 8000

# For the pages, which is what the image does when nothing else is asked of it; docker-compose.yml gives the
# other services their own check. Python, since there is neither curl nor wget in the image.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python3", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]

ENTRYPOINT ["motlan"]
CMD ["serve", "--no-worker", "--host", "0.0.0.0", "--port", "8000"]
