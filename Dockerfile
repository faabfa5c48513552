# One image for web, worker and beat. The owner of the code is root; the process is not.
FROM python:3.12-slim-bookworm AS build
COPY requirements.txt /tmp/
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data cmr \
    && install -d -o cmr -g cmr -m 0700 /data
COPY --from=build /opt/venv /opt/venv
COPY . /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 CMR_DATA_DIR=/data
# Every file is read in a process of its own, which would otherwise compile our code again each time.
RUN python -m compileall -q cmr suppliers
# WhiteNoise sends the compressed file beside a style sheet or script: 31 kB of Bootstrap instead of 232.
RUN python -m whitenoise.compress -q static
USER cmr
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "tools/health"]
CMD ["gunicorn", "cmr.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--no-control-socket"]
