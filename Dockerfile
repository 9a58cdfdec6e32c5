# quorate, with its development chain: what an agent runs from, and what docker-compose.yml rehearses with. Holds no secret.
#   docker build -t quorate .
FROM node:24-slim AS built
WORKDIR /quorate
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts/build.js ./scripts/
COPY contracts/generated ./contracts/generated
COPY network ./network
COPY provisioner ./provisioner
RUN node scripts/build.js
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
WORKDIR /quorate
COPY --from=built /quorate/package.json ./
COPY --from=built /quorate/node_modules ./node_modules
COPY --from=built /quorate/network/consortium/examples ./network/consortium/examples
COPY --from=built /quorate/dist ./dist
RUN ln -s /quorate/dist/provisioner/cli/main.js /usr/local/bin/quorate
ENV NODE_ENV=production
USER node
ENTRYPOINT ["quorate"]
