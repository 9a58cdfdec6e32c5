# The CLI with its development chain. Used by docker-compose.yml to rehearse.
FROM node:24-slim
WORKDIR /quorate
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts ./scripts
COPY contracts/generated ./contracts/generated
COPY network ./network
COPY provisioner ./provisioner
RUN node scripts/build.js && mkdir /rehearsal && chown node:node /rehearsal
USER node
ENTRYPOINT ["node", "/quorate/dist/provisioner/cli/main.js"]
