# Two stages: what compiles, and what runs. Everything the site needs is in one binary.
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libssl-dev perl && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock diesel.toml ./
COPY src src
COPY migrations migrations
COPY content content
COPY templates templates
COPY static static
# The manifest names the test binary; it is not built here.
RUN mkdir -p tests/portal && echo 'fn main() {}' > tests/portal/main.rs
# `postgres-tls` for a PostgreSQL that is reached over a network.
RUN cargo build --release --locked --features postgres-tls

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates ffmpeg libssl3 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/yimen --create-home yimen
COPY --from=build /build/target/release/yimen /usr/local/bin/yimen
USER yimen
WORKDIR /var/lib/yimen
ENV YIMEN_ENV=production YIMEN_LISTEN=0.0.0.0:8080 YIMEN_DATA_DIR=/var/lib/yimen
VOLUME /var/lib/yimen
EXPOSE 8080
ENTRYPOINT ["yimen"]
CMD ["serve"]
