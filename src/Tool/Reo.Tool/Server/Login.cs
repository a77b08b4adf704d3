using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reo.Tool.Server;

/// <summary>A server, and what opens it: a personal access token or an API key of the tenant.</summary>
internal sealed record Login(
    [property: JsonPropertyName("server")] string Server,
    [property: JsonPropertyName("credential")] string Credential)
{
    public const string ServerVariable = "REO_SERVER";
    public const string TokenVariable = "REO_TOKEN";
    public const string ApiKeyVariable = "REO_API_KEY";

    private const string TokenPrefix = "reo_pat_";

    private static readonly JsonSerializerOptions _strict = new() { RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    public static Option<string?> ServerOption { get; } = new("--server")
    {
        Description = $"The server's address [default: ${ServerVariable}, else the one of reo login]",
        HelpName = "url",
    };

    [JsonIgnore]
    public Uri Address => AddressOf(Server);

    [JsonIgnore]
    public bool IsToken => Credential.StartsWith(TokenPrefix, StringComparison.Ordinal);

    /// <summary>What a person takes the credential for: where it comes from counts for more than how it begins.</summary>
    [JsonIgnore]
    public string Kind { get; private init; } = Credential.StartsWith(TokenPrefix, StringComparison.Ordinal) ? "token" : "API key";

    /// <summary>From the options, the environment, or <c>reo login</c>; a credential that was stored goes to no other server than its own.</summary>
    public static Login Find(ParseResult parse, bool needsApiKey = false)
    {
        var stored = Read();
        var server = parse.GetValue(ServerOption) ?? Environment(ServerVariable) ?? stored?.Server
            ?? throw new CannotException($"No server is known: pass --server, set {ServerVariable}, or run reo login.");
        var address = AddressOf(server);
        var storedHere = stored is not null && AddressOf(stored.Server) == address ? stored : null;
        var token = needsApiKey ? null : Environment(TokenVariable);
        var credential = needsApiKey
            ? Environment(ApiKeyVariable) ?? (storedHere is { IsToken: false } ? storedHere.Credential : null)
                ?? throw new CannotException($"Events are posted with an API key: set {ApiKeyVariable}, or run reo login with one.")
            : token ?? Environment(ApiKeyVariable) ?? storedHere?.Credential
                ?? throw new CannotException($"No token for {server} is known: set {TokenVariable} or {ApiKeyVariable}, or run reo login --server {server}.");
        var login = new Login(server, credential);
        return token is null ? login : login with { Kind = "token" };
    }

    public void Store()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(StoredIn)!);
            File.Delete(StoredIn);
            using var file = new FileStream(StoredIn, options);
            JsonSerializer.Serialize(file, this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotException($"{StoredIn} cannot be written: set {ServerVariable} and {TokenVariable} instead of logging in.");
        }
    }

    /// <summary>Readable by its owner alone.</summary>
    public static string StoredIn { get; } = Path.Combine(
        Environment("XDG_CONFIG_HOME") ?? System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData, System.Environment.SpecialFolderOption.DoNotVerify),
        "reo",
        "login.json");

    private static Login? Read()
    {
        try
        {
            return File.Exists(StoredIn) ? JsonSerializer.Deserialize<Login>(File.ReadAllText(StoredIn), _strict) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CannotException($"{StoredIn} cannot be read: run reo login again.");
        }
    }

    private static Uri AddressOf(string server) =>
        Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CannotException($"'{server}' is not a server's address, like https://reo.example.com.");

    private static string? Environment(string variable) => System.Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value.Trim() : null;
}
