import { failedPage, NotFound } from '../App';
import { type Route, Routes } from '../router';
import { Waiting } from '../ui/Notice';

/** The pages of operators, each with a row here. */
const routes: Route[] = [];

export default function OpsSection() {
  return <Routes routes={routes} waiting={<Waiting />} otherwise={<NotFound />} failed={failedPage} />;
}
