using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Reo.Dashboard;

/// <summary>What a page takes from a function that answers a request.</summary>
public static class Answer
{
    /// <exception cref="ProblemException">It answers a problem.</exception>
    public static T Of<T>(IResult answer) => (T)((IValueHttpResult)Done(answer)).Value!;

    /// <summary>The answer, when it says nothing.</summary>
    /// <exception cref="ProblemException">It answers a problem.</exception>
    public static IResult Done(IResult answer)
    {
        var given = answer is INestedHttpResult nested ? nested.Result : answer;
        ProblemException.ThrowIf(given as ProblemHttpResult);
        return given;
    }
}
