namespace Reo.Tenancy.Members;

/// <summary>An e-mail address in its canonical form: no blanks around it, in lower case.</summary>
internal readonly record struct EmailAddress
{
    private const int MostCharacters = 254;

    private EmailAddress(string value) => Value = value;

    public string Value { get; }

    /// <summary>Null when the text is no address: one @, something on both sides of it, a dot-free host is allowed, no blanks.</summary>
    public static EmailAddress? Read(string? text)
    {
        var candidate = text?.Trim().ToLowerInvariant();
        if (candidate is null or { Length: > MostCharacters })
            return null;
        if (candidate.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || c is '<' or '>' or '"' or ',' or ';'))
            return null;

        var at = candidate.IndexOf('@');
        return at > 0 && at == candidate.LastIndexOf('@') && at < candidate.Length - 1 ? new EmailAddress(candidate) : null;
    }

    public override string ToString() => Value;
}
