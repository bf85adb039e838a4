import { failedPage, NotFound } from '../App';
import { type Route, Routes } from '../router';
import { Waiting } from '../ui/Notice';

/** The pages of store owners, each with a row here. */
const routes: Route[] = [];

export default function ManageSection() {
  return <Routes routes={routes} waiting={<Waiting />} otherwise={<NotFound />} failed={failedPage} />;
}
