import type { Connector } from '../contract.ts';
import { decoderOf } from './decode.ts';
import { redactorOf } from './redact.ts';
import type { Profile } from './shapes.ts';

/** Raised whenever decoding changes for one and the same profile. */
const DECODER = 1;
/** Versions of profiles are below this (shapes.ts). */
const PROFILES = 1000;

/** The connector of tabular exports that a profile declares. */
export function csvConnector(profile: Profile): Connector {
  return {
    platform: 'csv',
    decoderVersion: DECODER * PROFILES + profile.version,
    volatile: [],
    tellsShipments: profile.document.tellsShipments,
    decode: decoderOf(profile),
    shopOf: () => null,
    redact: redactorOf(profile),
    live: null,
  };
}
