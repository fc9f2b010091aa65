# The auditor with git, for runners that have neither: docs/how-to/run-in-a-container.md
# Name a digest for builds that are to be repeated: --build-arg BASE=python:3.12-slim@sha256:...
ARG BASE=python:3.12-slim

FROM ${BASE} AS build
WORKDIR /src
COPY .ci/requirements.py .ci/
COPY pyproject.toml poetry.lock README.md LICENSE ./
# What poetry.lock says, hashes checked; the packages change less often than the code.
RUN python -m venv /opt/numbers-audit
RUN python .ci/requirements.py poetry.lock main build > requirements.txt
RUN /opt/numbers-audit/bin/python -m pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt
COPY auditor auditor
RUN /opt/numbers-audit/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${BASE}
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/numbers-audit /opt/numbers-audit
ENV PATH=/opt/numbers-audit/bin:$PATH
RUN useradd --create-home auditor
USER auditor
WORKDIR /work
ENTRYPOINT ["numbers-audit"]
CMD ["--help"]
