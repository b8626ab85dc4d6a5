// Lets the public client @apigrate/autotask-restapi work on a tenant, and prints what it saw as JSON.
//
// Argument: the folder the client is installed in. Standard input: address, credentials, the
// queries to run and the records to write, as test_autotask_restapi.py makes them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const install = createRequire(`${process.argv[2]}/`);
const { AutotaskRestApi, AutotaskApiError } = install("@apigrate/autotask-restapi");
const { url, user, secret, code, searches, work } = JSON.parse(readFileSync(0, "utf8"));

const at = { base_url: `${url}/ATServicesRest/` };
const autotask = new AutotaskRestApi(user, secret, code, at);
const PAGE = 200;

// The client leaves paging to its user: each page asks for what is above the last id.
async function pages(entity, filter) {
  const found = [];
  let last = -1;
  let page;
  do {
    const above = { op: "gt", field: "ID", value: last };
    page = await autotask[entity].query({ filter: [...filter, above], MaxRecords: PAGE });
    last = page.items.at(-1)?.id;
    found.push(page.items.map((item) => item.id));
  } while (page.pageDetails.nextPageUrl);
  return found;
}

async function searched() {
  const seen = {};
  for (const [name, { entity, filter }] of Object.entries(searches)) {
    const { queryCount } = await autotask[entity].count({ filter });
    seen[name] = { count: queryCount, pages: await pages(entity, filter) };
  }
  return seen;
}

async function described() {
  const [info, fields, own] = [
    await autotask.TimeEntries.info(),
    await autotask.TimeEntries.fieldInfo(),
    await autotask.Tickets.udfInfo(),
  ];
  return {
    info: info.info,
    fields: fields.fields.map((field) => field.name),
    own: own.fields.map((field) => field.name),
    home: (await autotask.Companies.get(0)).item.companyName,
  };
}

async function worked() {
  const { itemId: id } = await autotask.TimeEntries.create(work.entry);
  const read = async () => (await autotask.TimeEntries.get(id)).item;
  const seen = { id, created: await read() };
  await autotask.TimeEntries.update({ id, ...work.change });
  seen.changed = await read();
  await autotask.TimeEntries.replace({ id, ...work.entry });
  seen.replaced = await read();
  seen.file = await attached(id);
  seen.deleted = (await autotask.TimeEntries.delete(id)).itemId;
  seen.gone = await read();
  seen.again = await refusal(() => autotask.TimeEntries.delete(id));
  return seen;
}

async function attached(entry) {
  const { itemId } = await autotask.TimeEntryAttachments.create(entry, work.file);
  const alone = await autotask.TimeEntryAttachments.get(entry, itemId);
  const filter = [{ op: "eq", field: "parentID", value: entry }];
  const listed = await autotask.TimeEntryAttachments.query({ filter });
  await autotask.TimeEntryAttachments.delete(entry, itemId);
  return { alone: alone.item.data, listed: listed.items.map((item) => item.data) };
}

async function impersonated() {
  const as = { ImpersonationResourceId: work.entry.resourceID };
  const { itemId: id } = await autotask.TimeEntries.create(work.entry, as);
  const { item } = await autotask.TimeEntries.get(id);
  // It can send that header with everything but a delete.
  return { item, deleted: await refusal(() => autotask.TimeEntries.delete(id)) };
}

async function noted() {
  const { itemId } = await autotask.TicketNotes.create(work.entry.ticketID, work.note);
  return (await autotask.TicketNotes.get(itemId)).item;
}

async function refusal(call) {
  try {
    return { answered: await call() };
  } catch (error) {
    return { known: error instanceof AutotaskApiError, status: error.status, said: error.details };
  }
}

async function refused() {
  const nobody = { ...work.entry, resourceID: 1 };
  return {
    nobody: await refusal(() => autotask.TimeEntries.create(nobody)),
    unfiltered: await refusal(() => autotask.TimeEntries.query({})),
    secret: await refusal(() => new AutotaskRestApi(user, "wrong", code, at).Roles.info()),
    user: await refusal(() => new AutotaskRestApi("nobody", secret, code, at).Roles.info()),
    code: await refusal(() => new AutotaskRestApi(user, secret, "WRONG", at).Roles.info()),
  };
}

const seen = {
  searched: await searched(),
  zone: autotask.zoneInfo,
  described: await described(),
  worked: await worked(),
  impersonated: await impersonated(),
  note: await noted(),
  refused: await refused(),
};
process.stdout.write(JSON.stringify(seen));
