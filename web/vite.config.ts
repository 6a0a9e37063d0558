import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env.BOOKKEEPER_API ?? 'http://127.0.0.1:2665';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: join(import.meta.dirname, '../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // Everything is a file of its own: the pages allow no inline content.
    assetsInlineLimit: 0,
    // The charts, which only rooms that draw one load.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': { target: api, changeOrigin: true }, '/open': { target: api, changeOrigin: true } } },
});
