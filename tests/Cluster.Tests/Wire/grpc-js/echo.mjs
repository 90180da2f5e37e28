// Scenarios of the transport against the server at the first argument: those that the second one names, comma-separated. Each prints a
// line of JSON with its name and what went wrong, or null. The third argument is a certificate to trust.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { grpc, load, connect, unary, collect } from './stock.mjs';

const [, , address, chosen, extra] = process.argv;
const Echo = load('echo.proto', 'autocompress.test.EchoService');
const credentials = extra ? grpc.credentials.createSsl(fs.readFileSync(extra)) : undefined;
const client = connect(Echo, address, credentials, extra ? { 'grpc.ssl_target_name_override': 'localhost' } : {});

const scenarios = {
  async unary() {
    const { response, status } = await unary(client, 'Say', { text: 'hello' });
    assert.equal(response.text, 'hello');
    assert.equal(status.code, grpc.status.OK);
  },

  async tls() {
    assert.equal((await unary(client, 'Say', { text: 'secret' })).response.text, 'secret');
  },

  async emptyMessage() {
    assert.equal((await unary(client, 'Say', {})).response.text, '');
  },

  async serverStream() {
    const { messages, status } = await collect(client.Repeat({ text: 'x', times: 1000 }));
    assert.equal(messages.length, 1000);
    assert.equal(status.code, grpc.status.OK);
    assert.equal((await collect(client.Repeat({ times: 0 }))).status.code, grpc.status.OK);
  },

  async clientStream() {
    const joined = await new Promise((resolve, reject) => {
      const call = client.Join((error, response) => (error ? reject(error) : resolve(response)));
      for (const text of ['a', 'b', 'c']) call.write({ text });
      call.end();
    });
    assert.equal(joined.text, 'a b c');
  },

  async splitFrames() {
    // Each message is larger than an HTTP/2 frame and together they pass every flow-control window.
    const joined = await new Promise((resolve, reject) => {
      const call = client.Join((error, response) => (error ? reject(error) : resolve(response)));
      for (let i = 0; i < 8; i++) call.write({ text: 'y'.repeat(3_000_000) });
      call.end();
    });
    assert.equal(joined.text, '24000000');
  },

  async duplex() {
    const call = client.Chat();
    const done = collect(call);
    const answers = [];
    await new Promise((resolve) => {
      call.on('data', (message) => {
        answers.push(message.text);
        if (answers.length < 5) call.write({ text: `${answers.length}` });
        else { call.end(); resolve(); }
      });
      call.write({ text: '0' });
    });
    assert.equal((await done).status.code, grpc.status.OK);
    assert.deepEqual(answers, ['0', '1', '2', '3', '4']);
  },

  async errors() {
    const text = 'Größe 100 % zu groß:\n日本';
    const { error, trailers } = await unary(client, 'Say', { text, code: grpc.status.FAILED_PRECONDITION });
    assert.equal(error.code, grpc.status.FAILED_PRECONDITION);
    assert.equal(error.details, text);
    const details = trailers.get('grpc-status-details-bin')[0];
    assert.ok(details.includes('type.googleapis.com/autocompress.test.Ping'));
    const afterMessages = await collect(client.Repeat({ text: 'z', times: 3, code: grpc.status.ABORTED }));
    assert.equal(afterMessages.messages.length, 3);
    assert.equal(afterMessages.status.code, grpc.status.ABORTED);
    assert.equal(afterMessages.status.details, 'z');
  },

  async unimplemented() {
    const Other = grpc.makeGenericClientConstructor({
      Nothing: { ...Echo.service.Say, path: '/autocompress.test.EchoService/Nothing' },
    }, 'Other');
    const { error } = await unary(connect(Other, address), 'Nothing', { text: 'x' });
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  },

  async idle() {
    // Kestrel ends a request that sends less than 240 bytes a second after five seconds, unless it is told not to.
    const idle = new Promise((resolve) => { setTimeout(resolve, 6500); });
    const answers = client.Repeat({ text: 'x', times: 1, code: -1 });
    const ended = collect(answers);
    const joined = new Promise((resolve, reject) => {
      const call = client.Join((error, response) => (error ? reject(error) : resolve(response)));
      call.write({ text: 'a' });
      idle.then(() => { call.write({ text: 'b' }); call.end(); });
    });
    assert.equal((await joined).text, 'a b');
    answers.cancel();
    assert.equal((await ended).status.code, grpc.status.CANCELLED);
  },

  async deadline() {
    const { status } = await collect(client.Repeat({ text: 'x', times: 1, code: -1 }, { deadline: Date.now() + 300 }));
    assert.equal(status.code, grpc.status.DEADLINE_EXCEEDED);
  },

  async cancel() {
    const call = client.Repeat({ text: 'x', times: 1, code: -1 });
    const done = collect(call);
    call.on('data', () => call.cancel());
    assert.equal((await done).status.code, grpc.status.CANCELLED);
  },

  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('x-text', 'plain text; with, commas');
    metadata.set('x-bytes-bin', Buffer.from([0, 255, 1, 254]));
    const { headers, trailers } = await unary(client, 'Say', { text: 'x' }, metadata);
    assert.deepEqual(headers.get('x-text'), ['plain text; with, commas']);
    assert.deepEqual(headers.get('x-bytes-bin'), [Buffer.from([0, 255, 1, 254])]);
    assert.deepEqual(trailers.get('tx-text'), ['plain text; with, commas']);
    assert.deepEqual(trailers.get('tx-bytes-bin'), [Buffer.from([0, 255, 1, 254])]);
  },

  async gzip() {
    const packing = connect(Echo, address, undefined, { 'grpc.default_compression_algorithm': 2 });
    const { response, headers } = await unary(packing, 'Say', { text: 'abc'.repeat(50_000) });
    assert.equal(response.text, 'abc'.repeat(50_000));
    assert.ok(headers);
    assert.equal((await unary(packing, 'Say', { text: 'short' })).response.text, 'short');
  },

  async deflate() {
    const packing = connect(Echo, address, undefined, { 'grpc.default_compression_algorithm': 1 });
    assert.equal((await unary(packing, 'Say', { text: 'x' })).error.code, grpc.status.UNIMPLEMENTED);
  },

  async tooLarge() {
    const { error } = await unary(client, 'Say', { text: 'x'.repeat(5_000_000) });
    assert.equal(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async manyStreams() {
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => unary(client, 'Say', { text: `${i}` })));
    assert.ok(answers.every(({ response }, i) => response.text === `${i}`));
  },

  async health() {
    const Health = load('grpc/health/v1/health.proto', 'grpc.health.v1.Health');
    const health = connect(Health, address);
    assert.equal((await unary(health, 'Check', {})).response.status, 'SERVING');
    assert.equal((await unary(health, 'Check', { service: 'autocompress.test.EchoService' })).response.status, 'SERVING');
    assert.equal((await unary(health, 'Check', { service: 'nobody' })).error.code, grpc.status.NOT_FOUND);
    const watch = health.Watch({ service: 'nobody' });
    watch.on('error', () => {});
    assert.equal((await new Promise((resolve) => watch.once('data', resolve))).status, 'SERVICE_UNKNOWN');
    watch.cancel();
  },

  async reflection() {
    const Reflection = load('grpc/reflection/v1/reflection.proto', 'grpc.reflection.v1.ServerReflection');
    const call = connect(Reflection, address).ServerReflectionInfo();
    const done = collect(call);
    for (const request of [
      { list_services: '*' }, { file_containing_symbol: 'autocompress.test.EchoService.Say' }, { file_by_filename: 'nothing.proto' },
    ]) call.write(request);
    call.end();
    const { messages: [services, file, nothing], status } = await done;
    assert.equal(status.code, grpc.status.OK);
    assert.deepEqual(services.list_services_response.service.map(({ name }) => name),
      ['autocompress.test.EchoService', 'grpc.health.v1.Health', 'grpc.reflection.v1.ServerReflection']);
    assert.ok(file.file_descriptor_response.file_descriptor_proto[0].includes('EchoService'));
    assert.equal(nothing.error_response.error_code, grpc.status.NOT_FOUND);
  },
};

for (const name of chosen.split(',')) {
  let fault = null;
  try {
    await scenarios[name]();
  } catch (error) {
    fault = `${error.stack}`;
  }
  console.log(JSON.stringify({ name, fault }));
}
client.close();
process.exit(0);
