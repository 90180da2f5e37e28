// Loaded before Azurite: each SIGUSR2 moves its clock three days on, so that what it holds has grown old.
'use strict';

const DAYS = 3;
let ahead = 0;

globalThis.Date = new Proxy(Date, {
  construct: (date, values, target) => Reflect.construct(date, values.length > 0 ? values : [date.now() + ahead], target),
  apply: date => new date(date.now() + ahead).toString(),
  get: (date, name) => (name === 'now' ? () => date.now() + ahead : Reflect.get(date, name)),
});

process.on('SIGUSR2', () => {
  ahead += DAYS * 24 * 60 * 60 * 1000;
});
