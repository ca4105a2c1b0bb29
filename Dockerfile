FROM node:20-slim AS build
WORKDIR /app
COPY . .
RUN node scripts/run.mjs build \
  && npm prune --omit=dev \
  && rm -rf packages/web packages/*/src packages/*/tsconfig.json packages/*/dist/.tsbuildinfo

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4747 KEYWRIGHT_DATA=/data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/packages ./packages
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 4747
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "packages/cli/dist/main.js"]
CMD ["serve"]
