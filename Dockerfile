# The shop for production: web by default, every other role by its command (docs/running.md, section "Containers").
# Rebuild on a fixed base with --build-arg PYTHON=python:3.11-slim-bookworm@sha256:...
ARG PYTHON=python:3.11-slim-bookworm

# 1. Packages: wheels only, each with its hash, into an environment without pip.
FROM ${PYTHON} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements/production.txt /tmp/production.txt
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install --require-hashes --only-binary :all: -r /tmp/production.txt \
    && /opt/venv/bin/python -m compileall -q /opt/venv/lib

# 2. Code, with the static files collected under hashed names; the values below only let the settings load.
FROM packages AS code
WORKDIR /srv/vitrine
COPY manage.py LICENSE ./
COPY config config
COPY apps apps
COPY templates templates
COPY static static
RUN DJANGO_SETTINGS_MODULE=config.settings.production \
    SECRET_KEY=collectstatic-signs-nothing-but-the-settings-want-fifty-characters \
    DATABASE_URL=postgresql://nobody@nowhere/none REDIS_URL=redis://nowhere \
    ALLOWED_HOSTS=nowhere.example PUBLIC_URL=https://nowhere.example TRUSTED_PROXIES=127.0.0.1 EMAIL_URL=smtp://nowhere \
    /opt/venv/bin/python manage.py collectstatic --noinput \
    && /opt/venv/bin/python -m compileall -q apps config

# 3. What runs: no compiler, no build files, nobody's rights, nothing to write but /data and /tmp.
FROM ${PYTHON} AS shop
LABEL org.opencontainers.image.title="Vitrine" \
      org.opencontainers.image.description="The back office of an online shop, a Django monolith you can look into." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="The Vitrine authors"
RUN groupadd --gid 10001 vitrine \
    && useradd --uid 10001 --gid vitrine --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vitrine \
    && install --directory --owner vitrine --group vitrine --mode 0750 /data /data/uploads
COPY --from=packages /opt/venv /opt/venv
COPY --from=code /srv/vitrine /srv/vitrine
WORKDIR /srv/vitrine
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    UPLOAD_ROOT=/data/uploads \
    VITRINE_ROLE=web
USER 10001:10001
VOLUME /data
EXPOSE 8000
# Asks under the first allowed host name, as a proxy would.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as http; from config.env import load; host = load()['ALLOWED_HOSTS'][0].strip('.'); http.urlopen(http.Request('http://127.0.0.1:8000/healthz', headers={'Host': host}), timeout=2)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--http", "1", "--no-ws", \
     "--workers", "2", "--blocking-threads", "4", "--http1-header-read-timeout", "10000", \
     "--respawn-failed-workers", "--workers-kill-timeout", "15", "config.wsgi:application"]
