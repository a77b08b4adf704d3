namespace Reo.Ingestion.Contracts;

/// <summary>The five kinds of <c>user_id</c>, as the wire contract spells them.</summary>
public static class UserIdTypes
{
    public const string Email = "EMAIL";
    public const string Social = "SOCIAL";
    public const string LinkedIn = "LINKEDIN";
    public const string GitHub = "GITHUB";
    public const string Username = "USERNAME";

    public static readonly IReadOnlyList<string> All = [Email, Social, LinkedIn, GitHub, Username];
}

/// <summary>
/// One developer, one id: <c>https://github.com/MichaelBevan/</c>, <c>github.com/michaelbevan</c> and <c>michaelbevan</c> are the same.
/// An id that contradicts its type is no developer: the vendor's own page pairs a GitHub URL with EMAIL.
/// </summary>
public static class DeveloperIdentity
{
    private const int LongestEmail = 254;

    /// <summary>The canonical id, or null when <paramref name="posted"/> is not an id of <paramref name="type"/>.</summary>
    public static string? Canonical(string type, string posted)
    {
        var text = posted.Trim();
        return text.Length == 0 ? null : type switch
        {
            UserIdTypes.Email => Email(text),
            UserIdTypes.GitHub => GitHub(text),
            UserIdTypes.LinkedIn => LinkedIn(text),
            UserIdTypes.Social => Social(text),
            UserIdTypes.Username => Username(text),
            _ => null,
        };
    }

    /// <summary>The type that an id seems to be of; anything is a user name.</summary>
    public static string LooksLike(string posted)
    {
        var text = posted.Trim();
        return ProfileUrl.Read(text) switch
        {
            { IsGitHub: true } => UserIdTypes.GitHub,
            { IsLinkedIn: true } => UserIdTypes.LinkedIn,
            not null => UserIdTypes.Social,
            null when IsEmail(text) => UserIdTypes.Email,
            null => UserIdTypes.Username,
        };
    }

    /// <summary>What an id of the type is, for the message to somebody who sent something else.</summary>
    public static string Describe(string type) => type switch
    {
        UserIdTypes.Email => "an e-mail address",
        UserIdTypes.GitHub => "a GitHub profile URL (github.com/name) or user name",
        UserIdTypes.LinkedIn => "a LinkedIn profile URL (linkedin.com/in/name) or its last part",
        UserIdTypes.Social => "a profile URL or handle",
        _ => "a user name",
    };

    /// <summary>The identity of a type and a canonical id: <c>github/michaelbevan</c>. What a developer's stream is called after.</summary>
    public static string Write(string type, string canonical) => $"{type.ToLowerInvariant()}/{canonical}";

    /// <summary>An identity as <see cref="Write"/> writes it, its id in any spelling; or null.</summary>
    public static string? Read(string identity)
    {
        var slash = identity.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && UserIdTypes.All.FirstOrDefault(type => identity.AsSpan(0, slash).Trim().Equals(type, StringComparison.OrdinalIgnoreCase)) is { } type
            && Canonical(type, identity[(slash + 1)..]) is { } canonical
                ? Write(type, canonical)
                : null;
    }

    /// <summary>An address is written in two ways when its domain is not ASCII; as both are in use, it is one.</summary>
    private static string? Email(string text)
    {
        if (!IsEmail(text))
            return null;

        var at = text.IndexOf('@', StringComparison.Ordinal);
        var address = $"{text[..at].ToLowerInvariant()}@{DomainNames.Ascii(text[(at + 1)..])}";
        return IsEmail(address) ? address : null;
    }

    private static string? GitHub(string text) => ProfileUrl.Read(text) switch
    {
        { IsGitHub: true, Path: [var name] } => GitHubName(name),
        null => GitHubName(text.StartsWith('@') ? text[1..] : text),
        _ => null,
    };

    private static string? LinkedIn(string text) => ProfileUrl.Read(text) switch
    {
        { IsLinkedIn: true, Path: ["in", var name, ..] } => Handle(name),
        null when text.Trim('/').Split('/') is ["in", var name] => Handle(name),
        null when text.Contains('@', StringComparison.Ordinal) => null,
        null => Handle(Uri.UnescapeDataString(text)),
        _ => null,
    };

    private static string? Social(string text) => ProfileUrl.Read(text) switch
    {
        { } url => Social(url),
        null when text.StartsWith('@') && IsEmail(text[1..]) => Fediverse(text[1..]),
        null when IsEmail(text) => null,
        null => Handle(text.TrimStart('@')),
    };

    private static string? Username(string text) =>
        ProfileUrl.Read(text) is { IsGitHub: true } or { IsLinkedIn: true } || text.Any(char.IsControl) ? null : text;

    private static string? GitHubName(string name) =>
        name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '[' or ']')
            ? Handle(name)
            : null;

    /// <summary>Facebook's older profiles have their number in the query; elsewhere a query is tracking.</summary>
    private static string? Social(ProfileUrl url)
    {
        if (url.IsGitHub || url.IsLinkedIn)
            return null;

        var host = url.Host == "twitter.com" ? "x.com" : url.Host;
        string[] path = url.Path is ["profile.php"]
            ? [.. url.Query.Split('&').Where(p => p.StartsWith("id=", StringComparison.Ordinal)).Select(p => p[3..]).Take(1)]
            : url.Path;
        string?[] handles = [.. path.Select(Handle)];
        return handles.Length == 0 || handles.Contains(null) ? null : $"{host}/{string.Join('/', handles)}";
    }

    /// <summary><c>@name@host</c> is the address <c>https://host/@name</c>.</summary>
    private static string? Fediverse(string nameAtHost)
    {
        var at = nameAtHost.IndexOf('@', StringComparison.Ordinal);
        return ProfileUrl.Read($"{nameAtHost[(at + 1)..]}/@{nameAtHost[..at]}") is { } url ? Social(url) : null;
    }

    /// <summary>A per cent sign would be decoded again by the next reader of what is meant to be canonical.</summary>
    private static string? Handle(string text) =>
        text.Length > 0 && IsPlain(text, without: "/?#%") ? text.ToLowerInvariant() : null;

    private static bool IsEmail(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at < text.Length - 1
            && text.Length <= LongestEmail
            && text.IndexOf('@', at + 1) < 0
            && IsPlain(text, without: "/")
            && text[at + 1] != '.' && text[^1] != '.'
            && !text.AsSpan(at + 1).Contains("..", StringComparison.Ordinal);
    }

    private static bool IsPlain(ReadOnlySpan<char> text, ReadOnlySpan<char> without)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || without.Contains(c))
                return false;
        }

        return true;
    }
}
