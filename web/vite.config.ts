import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const packed = /\.(css|html|js|json|svg)$/;
const shop = process.env.BARO_SHOP ?? 'http://127.0.0.1:8080';

/** The server sends `x.gz` in place of `x` to whoever can unpack it. */
const gzip: Plugin = {
  name: 'gzip',
  apply: 'build',
  async closeBundle() {
    const out = this.environment.config.build.outDir;
    const names = await readdir(out, { recursive: true });
    for (const name of names.filter((each) => packed.test(each))) {
      const file = join(out, name);
      await writeFile(`${file}.gz`, gzipSync(await readFile(file), { level: 9 }));
    }
  },
};

const isPage = (url = '') => /^\/($|\?|(shop|manage|ops)(\/|\?|$)|src\/|@|node_modules\/)/.test(url);

export default defineConfig({
  plugins: [gzip],
  build: {
    target: 'es2022',
    outDir: process.env.BARO_WEB_OUT ?? '../build/web',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  server: {
    proxy: { '^/': { target: shop, bypass: ({ url }) => (isPage(url) ? url : undefined) } },
  },
});
