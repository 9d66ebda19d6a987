# One image for web, worker, beat and the migrate step; docker-compose.yml says which is which.
FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
RUN apt-get update && apt-get install -y --no-install-recommends python3-minimal
COPY .ci ./.ci
RUN mkdir -p static/vendor && python3 .ci/assets.py && .ci/paper-fonts

FROM python:3.13-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=guanling.settings
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/guanling
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=assets /build/static/vendor ./static/vendor
# The account owns the data volume and nothing of the program.
RUN useradd --system --uid 10001 --home-dir /data guanling && mkdir /data && chown guanling /data
USER guanling
ENV GUANLING_HOME=/data
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "guanling.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "8", "--timeout", "120", "--worker-tmp-dir", "/dev/shm"]
