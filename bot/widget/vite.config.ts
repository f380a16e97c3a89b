import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2021",
    lib: {
      entry: "src/index.ts",
      formats: ["iife"],
      name: "MoveWellChat",
      fileName: () => "widget.js",
    },
  },
});
