# The plugin as a container: builds the wheel, runs it as an ordinary user.
# PostgreSQL is outside: set HANOIWORK_DATABASE_URL. Settings and the worker: docs/operations.md

FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/hanoiwork
WORKDIR /src
COPY requirements/run.txt requirements/
RUN /opt/hanoiwork/bin/pip install --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md manifest.json ./
COPY webhooks webhooks
COPY ui_cards ui_cards
COPY migrations migrations
COPY hanoiwork_plugin hanoiwork_plugin
RUN pip wheel --no-deps --wheel-dir dist . \
    && /opt/hanoiwork/bin/pip install --no-deps dist/*.whl \
    && /opt/hanoiwork/bin/pip check

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/hanoiwork --create-home hanoiwork
COPY --from=build /opt/hanoiwork /opt/hanoiwork
# The health check asks the same port.
ENV PATH=/opt/hanoiwork/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HANOIWORK_HOME=/var/lib/hanoiwork \
    HANOIWORK_HOST=0.0.0.0 \
    HANOIWORK_PORT=8080
USER 10001
WORKDIR /var/lib/hanoiwork
# The secret, where HANOIWORK_SECRET is not set, and the evidence files.
VOLUME /var/lib/hanoiwork
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", "import http.client, os; \
call = http.client.HTTPConnection('127.0.0.1', int(os.environ['HANOIWORK_PORT']), timeout=2); \
call.request('GET', '/healthz'); raise SystemExit(call.getresponse().status != 200)"]
ENTRYPOINT ["hanoiwork"]
CMD ["serve"]
