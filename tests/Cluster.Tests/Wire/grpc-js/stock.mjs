// What the scripts share: services of the repository's proto files on a stock client.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import path from 'node:path';

export { grpc };

const options = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true };

export function load(file, name) {
  const roots = [process.env.PROTO_ROOT, import.meta.dirname];
  const definition = loader.loadSync(file, { ...options, includeDirs: roots });
  return name.split('.').reduce((scope, part) => scope[part], grpc.loadPackageDefinition(definition));
}

export function connect(Service, address, credentials = grpc.credentials.createInsecure(), channel = {}) {
  return new Service(address, credentials, channel);
}

// A unary or client-streaming call as a promise of everything that came back.
export function unary(client, method, request, metadata = new grpc.Metadata(), callOptions = {}) {
  return new Promise((resolve) => {
    const seen = { headers: null, response: null, error: null, trailers: null };
    const call = client[method](request, metadata, callOptions, (error, response) => {
      seen.error = error;
      seen.response = response;
    });
    call.on('metadata', (headers) => { seen.headers = headers; });
    call.on('status', (status) => { seen.trailers = status.metadata; seen.status = status; setImmediate(() => resolve(seen)); });
  });
}

// A server-streaming call as a promise of all messages and the status.
export function collect(call) {
  return new Promise((resolve) => {
    const messages = [];
    call.on('data', (message) => messages.push(message));
    call.on('error', () => {});
    call.on('status', (status) => resolve({ messages, status }));
  });
}
