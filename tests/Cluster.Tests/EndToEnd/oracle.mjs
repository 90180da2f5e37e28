// Checks a front with an independent ONNX Runtime: every model of front.json must reach its test accuracy, within 0.1 point.
//   node tests/Cluster.Tests/EndToEnd/oracle.mjs out/fashion-mnist/front.json [/usr/share/datasets/fashion-mnist/t10k]
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import ort from 'onnxruntime-node';

const TOLERANCE = 0.001;
const USUAL_BATCH = 64;

function readIdx(stem, suffixes) {
  const file = suffixes.flatMap(suffix => [stem + suffix, stem + suffix + '.gz']).find(name => fs.existsSync(name));
  if (!file) throw new Error(`There is no ${stem}${suffixes[0]}, nor one with .gz.`);
  const raw = fs.readFileSync(file);
  const bytes = file.endsWith('.gz') ? zlib.gunzipSync(raw) : raw;
  const shape = Array.from({ length: bytes[3] }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  return { shape, data: bytes.subarray(4 + 4 * shape.length) };
}

// How many of the samples the model answers with their label.
async function correct(model, feed, batch, images, labels) {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], interOpNumThreads: 1 });
  const pixels = images.data.length / images.shape[0];
  const sample = feed.shape.slice(1).map((size, axis) => (size < 0 ? images.shape[axis + 1] : size));
  const table = Float32Array.from({ length: 256 }, (_, value) => (value * feed.scale - feed.mean) / feed.std);
  let hits = 0;
  for (let start = 0; start < labels.length; start += batch) {
    const count = Math.min(batch, labels.length - start);
    const input = Float32Array.from(images.data.subarray(start * pixels, (start + count) * pixels), value => table[value]);
    const outputs = await session.run({ [feed.input]: new ort.Tensor('float32', input, [count, ...sample]) });
    const logits = outputs[feed.output].data;
    const classes = logits.length / count;
    for (let row = 0; row < count; row++) {
      const scores = logits.subarray(row * classes, (row + 1) * classes);
      hits += scores.indexOf(Math.max(...scores)) === labels[start + row] ? 1 : 0;
    }
  }
  await session.release();
  return hits;
}

const [frontPath, stem] = process.argv.slice(2);
const front = JSON.parse(fs.readFileSync(frontPath));
const images = readIdx(stem ?? front.spec.data.test, ['-images-idx3-ubyte', '-images-idx4-ubyte']);
const labels = readIdx(stem ?? front.spec.data.test, ['-labels-idx1-ubyte']).data;
let wrong = 0;
for (const point of [front.original, ...front.points]) {
  // Dynamic quantization takes its scale over the whole batch, so only the target's own batch gives the target's answers.
  const batch = point.candidate.precision === 'dynamic-int8' ? front.spec.target.batch : USUAL_BATCH;
  const accuracy = await correct(path.join(path.dirname(frontPath), point.file), front.feed, batch, images, labels) / labels.length;
  const claimed = point.accuracy.test.value;
  const agrees = Math.abs(accuracy - claimed) <= TOLERANCE + 1e-9;
  wrong += agrees ? 0 : 1;
  console.log(`${agrees ? 'ok' : 'WRONG'} ${point.file}: ${(accuracy * 100).toFixed(2)} % of ${labels.length} samples, front.json says ${(claimed * 100).toFixed(2)} %`);
}

process.exitCode = wrong > 0 ? 1 : 0;
