// The whole job with a stock client that knows nothing but the proto files.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { grpc, load, connect, unary, collect } from './stock.mjs';

const [, , address, known, ended] = process.argv;
const studies = connect(load('autocompress/v1/study_service.proto', 'autocompress.v1.StudyService'), address);
const artifacts = connect(load('autocompress/v1/artifact_service.proto', 'autocompress.v1.ArtifactService'), address);
const cluster = connect(load('autocompress/v1/cluster_service.proto', 'autocompress.v1.ClusterService'), address);

const model = crypto.randomBytes(200_000);
const uploaded = await new Promise((resolve, reject) => {
  const call = artifacts.Upload((error, response) => (error ? reject(error) : resolve(response)));
  for (let i = 0; i < model.length; i += 65_536) call.write({ chunk: model.subarray(i, i + 65_536) });
  call.end();
});
assert.equal(uploaded.sha256, crypto.createHash('sha256').update(model).digest('hex'));
assert.equal(uploaded.size, model.length);

const downloaded = await collect(artifacts.Download({ sha256: uploaded.sha256 }));
assert.equal(downloaded.status.code, grpc.status.OK);
assert.ok(Buffer.concat(downloaded.messages.map(({ chunk }) => chunk)).equals(model));

const spec = { name: 'stock', model: `artifact:${uploaded.sha256}`, data: { train: '/data/train', test: '/data/test' } };
const submitted = await unary(studies, 'Submit', { spec });
assert.equal(submitted.error, null);
assert.equal(submitted.response.study.spec.name, 'stock');
assert.deepEqual(submitted.response.study.spec.objectives, ['METRIC_ACCURACY', 'METRIC_LATENCY', 'METRIC_SIZE']);

const refused = await unary(studies, 'Submit', { spec: { ...spec, name: '', budget: { trials: 0 } } });
assert.equal(refused.error.code, grpc.status.INVALID_ARGUMENT);
assert.ok(refused.trailers.get('grpc-status-details-bin')[0].includes('google.rpc.BadRequest'));
assert.match(refused.error.details, /^name is missing.*\nbudget\.trials is 0/s);

const watched = await collect(studies.Watch({ study: ended, cursor: 2 }));
assert.deepEqual(watched.messages.map(({ event }) => event.seq), [3, 4, 5]);
assert.equal(watched.status.code, grpc.status.OK);

assert.equal((await unary(studies, 'List', {})).response.studies.length, 2);
assert.equal((await unary(studies, 'Get', { study: known })).response.study.id, known);
assert.equal((await unary(studies, 'Get', { study: 'nobody' })).error.code, grpc.status.NOT_FOUND);
assert.equal((await unary(studies, 'Trials', { study: known })).response.trials.length, 200);
assert.ok((await unary(studies, 'Front', { study: ended })).response.report.original);
assert.equal((await unary(studies, 'Front', { study: known })).error.code, grpc.status.FAILED_PRECONDITION);
assert.equal((await unary(studies, 'Pause', { study: known })).response.changed, true);
assert.equal((await unary(studies, 'Cancel', { study: ended })).error.code, grpc.status.FAILED_PRECONDITION);
assert.equal((await unary(cluster, 'Silos', {})).response.silos.length, 3);

const endless = studies.Watch({ study: known });
const events = [];
const done = new Promise((resolve) => { endless.on('status', resolve); endless.on('error', () => {}); });
endless.on('data', ({ event }) => { if (events.push(event) === 5) endless.cancel(); });
assert.equal((await done).code, grpc.status.CANCELLED);
process.exit(0);
