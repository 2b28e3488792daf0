# The program for docker-compose.yml: the same entry point as `make run`, with the database in its own container.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /opt/kbs \
 && /opt/kbs/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY . .
RUN /opt/kbs/bin/python tools/vendor_assets.py \
 && /opt/kbs/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore of the server's version, for backups.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client-15 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/kbs --uid 10001 kbs \
 && install -d -o kbs -g kbs /var/lib/kbs/.kbs /yedekler
COPY --from=build /opt/kbs /opt/kbs
USER 10001
WORKDIR /var/lib/kbs
ENV PATH=/opt/kbs/bin:$PATH PYTHONUNBUFFERED=1 KBS_ADRES=0.0.0.0
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/saglik/canli', timeout=2)"]
CMD ["kbs-envanter", "calistir"]
