# syntax=docker/dockerfile:1
# Without optional packages: no embedded Postgres, for which there is DATABASE_URL, and no second Node.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /muster
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=optional --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production MUSTER_HOME=/var/lib/muster
WORKDIR /muster
COPY --from=build /muster/package.json ./
COPY --from=build /muster/node_modules ./node_modules
COPY --from=build /muster/dist ./dist
COPY --from=build /muster/sql ./sql
COPY --from=build /muster/examples ./examples
RUN ln -s /muster/dist/main.js /usr/local/bin/muster && chmod 755 dist/main.js \
  && install -d -o node -g node -m 700 /var/lib/muster /var/lib/muster-keys
USER node
VOLUME ["/var/lib/muster", "/var/lib/muster-keys"]
ENTRYPOINT ["muster"]
CMD ["start"]
