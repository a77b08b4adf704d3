using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Reo.Dashboard;

/// <summary>A person's mistake, or a state that forbids what they asked for, in the words that the HTTP endpoint has for it.</summary>
public sealed class ProblemException(ProblemDetails problem) : Exception(problem.Title)
{
    public ProblemDetails Problem { get; } = problem;

    /// <summary>Throws unless there is nothing to say.</summary>
    public static void ThrowIf(ProblemHttpResult? problem)
    {
        if (problem is not null)
            throw new ProblemException(problem.ProblemDetails);
    }
}
