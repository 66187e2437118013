// Stands in for sync-fetch and node-fetch in the bundle: the bibliography reader could look up a DOI with them, and
// this server never reaches out to a network.
export default function fetch() {
  throw new Error('network access is not available');
}
export class Headers {}
