/** What the table of a report is given. */
export interface ReportProps<T> {
  readonly report: T;
}
