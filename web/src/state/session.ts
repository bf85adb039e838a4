import { computed, signal } from '@preact/signals';
import { api, onLoggedOut, Refused, type Schemas } from '../api/client';
import { forgetAll } from './resource';

export type Profile = Schemas['Profile'];

/** Undefined: not known yet. Null: nobody is logged in. */
export const me = signal<Profile | null | undefined>(undefined);

/** Somebody was logged in here, and is no more: their session has ended, or was ended elsewhere. */
export const sessionEnded = signal(false);

const restore_after = 3000;

// The cookie cannot be read here. Without this, each visitor's first question would be refused.
const hint = 'baro.loggedIn';

export const isLoggedIn = computed(() => (me.value === undefined ? wasLoggedIn() : me.value !== null));

function wasLoggedIn() {
  return localStorage.getItem(hint) !== null;
}

function become(profile: Profile | null) {
  if (profile?.id !== me.value?.id) forgetAll();
  if (profile) localStorage.setItem(hint, '1');
  else localStorage.removeItem(hint);
  me.value = profile;
}

onLoggedOut.tell = () => {
  sessionEnded.value = wasLoggedIn();
  become(null);
};

export async function restoreSession() {
  if (!wasLoggedIn()) return become(null);
  try {
    become(await api.get('/users/me'));
  } catch (failure) {
    // Without an answer it stays unknown.
    if (failure instanceof Refused) become(null);
    else setTimeout(restoreSession, restore_after);
  }
}

async function enter() {
  become(await api.get('/users/me'));
  sessionEnded.value = false;
}

export async function logIn(email: string, password: string) {
  await api.post('/auth/login', { body: { email, password } });
  await enter();
}

export async function signUp(name: string, email: string, password: string) {
  await api.post('/auth/signup', { body: { name, email, password } });
  await enter();
}

export async function logOut() {
  await api.post('/auth/logout');
  sessionEnded.value = false;
  become(null);
}

export async function changeProfile(fields: { name?: string; phoneNumber?: string; address?: string }) {
  await api.patch('/users/me', { body: fields });
  become(await api.get('/users/me'));
}

type Continue = (loggedIn: boolean) => void;

/** Set while somebody has to log in before what they wanted can go on. */
export const loginAsked = signal<Continue | null>(null);

/** Whether somebody is logged in, now or after having been asked to. */
export function requireLogin(): Promise<boolean> {
  if (isLoggedIn.value) return Promise.resolve(true);
  return new Promise((resolve) => {
    loginAsked.value = (loggedIn) => {
      loginAsked.value = null;
      resolve(loggedIn);
    };
  });
}
