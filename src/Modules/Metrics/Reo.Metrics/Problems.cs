using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Reo.Metrics.Plan;
using Reo.Metrics.Recognition;

namespace Reo.Metrics;

/// <summary>Every mistake of a caller that this module answers.</summary>
internal static class Problems
{
    public static ProblemHttpResult CursorNotOurs => BadRequest("Unknown cursor", "Send `after` as the `next` of the page before, unchanged, or not at all.");

    public static ProblemHttpResult LimitOutOfRange(int most) => BadRequest("Limit out of range", $"Send `limit` between 1 and {most}.");

    public static ProblemHttpResult PeriodBackwards => BadRequest("Period ends before it begins", "Send `from` and `to` as days, `from` not after `to`.");

    public static ProblemHttpResult PeriodTwice => BadRequest("Period said twice", "Send `last`, or `from` and `to`.");

    public static ProblemHttpResult LastNotUsable(int mostDays) => BadRequest("Period not usable", $"Send `last` as days or weeks, such as 30d or 4w, at most {mostDays}d.");

    public static ProblemHttpResult PeriodTooLong(int mostDays) => BadRequest("Period too long", $"Send `from` and `to` with at most {mostDays} days between them.");

    public static ProblemHttpResult GroupUnknown(IEnumerable<string> groups) => BadRequest("Unknown group", $"Send `group_by` as one of {string.Join(", ", groups)}.");

    public static ProblemHttpResult IntervalUnknown(IEnumerable<string> intervals) => BadRequest("Unknown interval", $"Send `interval` as one of {string.Join(", ", intervals)}.");

    public static ProblemHttpResult StepsNotUsable(int most) => BadRequest("Steps not usable", $"Send `steps` as 2 to {most} activity types in order, with commas between.");

    public static ProblemHttpResult WithinNotUsable(int mostDays) => BadRequest("Time not usable", $"Send `within` as days or weeks, such as 30d or 4w, at most {mostDays}d.");

    public static ProblemHttpResult AsOfNotUsable => BadRequest("Time not usable", "Send `as_of` as a time such as 2026-10-01T00:00:00Z.");

    public static ProblemHttpResult FormatUnknown => BadRequest("Unknown format", "Send `format` as json, csv or ndjson.");

    public static ProblemHttpResult NotAcceptable => Problem(
        StatusCodes.Status406NotAcceptable, "No such format", "Accept application/json, text/csv or application/x-ndjson, or send `format`.");

    public static ProblemHttpResult SegmentUnknown => Problem(StatusCodes.Status404NotFound, "Unknown segment", "List the segments with GET /api/v1/segments.");

    public static ProblemHttpResult SegmentOfAnother => Problem(StatusCodes.Status403Forbidden, "Segment of another", "Its owner changes it, and Admins; save one of your own.");

    public static ProblemHttpResult SegmentMembersUnknown => BadRequest("Unknown members", "Send `members` as developers or companies.");

    public static ProblemHttpResult SegmentMembersStay => BadRequest("Members stay", "A segment stays one of developers or of companies. Save another.");

    public static ProblemHttpResult SegmentNameNotUsable(int longest) => BadRequest("Name not usable", $"Send `name` as one line of 1 to {longest} characters.");

    public static ProblemHttpResult SegmentFilterNotUsable(int longest) => BadRequest("Filter not usable", $"Send each text of `filter` with 1 to {longest} characters, or not at all.");

    public static ProblemHttpResult CompanyOfCompanies => BadRequest("Filter not usable", "`company` is a filter of developers.");

    public static ProblemHttpResult WebhookNotUsable => BadRequest(
        "Address not usable", "Send `url` as an https address of the Internet without user name; no private or loopback address, unless Webhooks:AllowPrivateTargets is set.");

    public static ProblemHttpResult WebhookUnknown => Problem(StatusCodes.Status404NotFound, "No webhook", "Give the segment one with PUT.");

    public static ProblemHttpResult DeliveryStateUnknown => BadRequest("Unknown state", "Send `state` as waiting, delivered or dead.");

    public static ProblemHttpResult LevelUnknown => BadRequest("Unknown level", "Send `score` as Low, Medium or High.");

    public static ProblemHttpResult IdentitiesNotUsable => BadRequest(
        "Not two identities",
        "Send `first` and `second` as two different identities: email, github, linkedin, social or username, a slash, and the id, for example github/michaelbevan.");

    public static ProblemHttpResult AssignmentKeyNotUsable => BadRequest(
        "Not something a company can be assigned to",
        $"Send `kind` as one of {string.Join(", ", AssignmentKey.Kinds)}, and `key` as an identity such as github/ann, a domain, a GitHub account, a LinkedIn company or a range such as 203.0.113.0/24.");

    public static ProblemHttpResult CompanyNotUsable => BadRequest("Company not usable", "Send `company` as a domain, or as a name of one line with at most 200 characters.");

    public static ProblemHttpResult AssignmentUnknown =>
        Problem(StatusCodes.Status404NotFound, "Unknown assignment", "List the assignments with GET /api/v1/company-assignments.");

    public static ProblemHttpResult ProjectionUnknown =>
        Problem(StatusCodes.Status404NotFound, "Unknown projection", "List the projections with GET /api/v1/projections.");

    public static ProblemHttpResult RebuildUnknown =>
        Problem(StatusCodes.Status404NotFound, "Unknown rebuild", "List the rebuilds with GET /api/v1/projections/{name}/rebuilds.");

    public static ProblemHttpResult RebuildRunning(Guid id) => Problem(
        StatusCodes.Status409Conflict, "Already rebuilding", $"Rebuild {id} of this projection is still running. Wait for it, or cancel it.");

    public static ProblemHttpResult DeadLetterUnknown =>
        Problem(StatusCodes.Status404NotFound, "Unknown dead letter", "It was tried again meanwhile, or never was one of your tenant. Look at the list again.");

    public static ProblemHttpResult VerificationRunning =>
        Problem(StatusCodes.Status409Conflict, "Already verifying", "Another verification of this projection is still running. Try again when it is over.");

    public static ProblemHttpResult VerificationImpossible(string reason) => Problem(StatusCodes.Status409Conflict, "Not verifiable", reason);

    public static ProblemHttpResult DeveloperUnknown => Problem(StatusCodes.Status404NotFound, "Unknown developer", "List the developers with GET /api/v1/developers.");

    public static ProblemHttpResult CompanyUnknown => Problem(StatusCodes.Status404NotFound, "Unknown company", "List the companies with GET /api/v1/companies.");

    public static ProblemHttpResult SortUnknown(IEnumerable<string> columns) =>
        BadRequest("Unknown sort", $"Send `sort` as one of {string.Join(", ", columns)}, with a minus in front for descending.");

    public static ProblemHttpResult Of(PlanProblem problem) => problem switch
    {
        PlanProblem.KeyNotUsable => BadRequest("Key not usable", "A key is the activity type: 1 to 200 characters, no control character, no blank at its ends."),
        PlanProblem.KeyReserved => BadRequest("Key reserved", "CALL HOME is always allowed: it counts as presence, and cannot be a metric."),
        PlanProblem.SlotUnknown => BadRequest("Unknown slot", "Send `slot` as PRIMARY, or SECONDARY1 to SECONDARY99."),
        PlanProblem.DisplayNameNotUsable => BadRequest("Display name not usable", "Send `display_name` as one line of at most 200 characters."),
        PlanProblem.DescriptionNotUsable => BadRequest("Description not usable", "Send `description` with at most 2000 characters, no control characters but line breaks and tabs."),
        PlanProblem.WeightOutOfRange => BadRequest("Weight out of range", "Send `weight` between 0 and 1000."),
        PlanProblem.MetricUnknown => Problem(StatusCodes.Status404NotFound, "Unknown metric", "List the plan with GET /api/v1/metrics."),
        PlanProblem.SlotTaken => Problem(StatusCodes.Status409Conflict, "Slot taken", "Another metric has the slot. Choose another slot, or archive that metric first."),
        PlanProblem.VersionChanged => Problem(StatusCodes.Status412PreconditionFailed, "Plan changed", "The plan is not of the version in If-Match. Read it again with GET /api/v1/metrics and repeat."),
        _ => throw new ArgumentOutOfRangeException(nameof(problem), problem, message: null),
    };

    private static ProblemHttpResult BadRequest(string title, string detail) => Problem(StatusCodes.Status400BadRequest, title, detail);

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(statusCode: status, title: title, detail: detail);
}
