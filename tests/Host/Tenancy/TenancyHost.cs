using System.Text.Json.Nodes;
using Alba;
using Marten;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reo.Tenancy.Members;
using Reo.Tenancy.Tenants;
using Reo.Testing;
using Wolverine;

namespace Reo.Host.Tests.Tenancy;

/// <summary>
/// The whole host in memory with a clock that tests move, and people who came in through its own doors. One for all tests of this folder:
/// each works in tenants of its own.
/// </summary>
public sealed class TenancyHost(PostgresCluster cluster) : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    private static readonly string[] LogSources = ["Default", "Microsoft.AspNetCore", "Marten", "Npgsql", "Wolverine"];

    private readonly PostgresDatabase database = new(cluster);

    public IAlbaHost Alba { get; private set; } = null!;

    internal MovableClock Clock { get; } = new();

    internal EverythingLogged Logged { get; } = new();

    internal IDocumentStore Store => Alba.Services.GetRequiredService<IDocumentStore>();

    internal NpgsqlDataSource Database => database.DataSource;

    internal string ConnectionString => database.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Alba = await AlbaHost.For<Program>(host =>
        {
            host.UseEnvironment("Testing");
            host.UseSetting("ConnectionStrings:reo", database.ConnectionString);
            host.UseSetting("SignIn:PerMinute", "100000");
            foreach (var source in LogSources)
                host.UseSetting($"Logging:LogLevel:{source}", "Debug");
            host.ConfigureServices(services => services.AddSingleton<TimeProvider>(Clock));
            host.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logged));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Alba.DisposeAsync();
        await database.DisposeAsync();
        Logged.Dispose();
    }

    internal async Task<IScenarioResult> CallAsync(Caller caller, string method, string path, int status, object? body = null) =>
        await Alba.Scenario(request =>
        {
            request.ConfigureHttpContext(context => context.Request.Method = method);
            if (body is null)
                request.Get.Url(path);
            else
                request.Post.Json(body).ToUrl(path);
            request.ConfigureHttpContext(context => context.Request.Method = method);
            foreach (var (header, value) in caller.Headers)
                request.WithRequestHeader(header, value);
            request.StatusCodeShouldBe(status);
        });

    internal async Task<JsonNode> ReadAsync(Caller caller, string path) =>
        JsonNode.Parse(await (await CallAsync(caller, "GET", path, 200)).ReadAsTextAsync())!;

    internal async Task<JsonNode> PostAsync(Caller caller, string path, int status, object? body = null) =>
        JsonNode.Parse(await (await CallAsync(caller, "POST", path, status, body)).ReadAsTextAsync())!;

    /// <summary>A tenant with one Admin, who has signed in.</summary>
    internal async Task<Member> TenantAsync(string tenantId, string? name = null)
    {
        await using var scope = Alba.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeForTenantAsync(tenantId, new RegisterTenant(name ?? tenantId));
        return await MemberAsync(tenantId, $"admin@{tenantId}.example", Role.Admin);
    }

    /// <summary>Somebody new in the tenant, who has signed in.</summary>
    internal async Task<Member> MemberAsync(string tenantId, string email, Role role)
    {
        var link = await InviteAsync(tenantId, email, role);
        await AcceptAsync(link, Password, 204);
        var cookie = await SignInAsync(email, Password, tenantId);
        var me = await ReadAsync(cookie, "/api/v1/me");
        return new Member(tenantId, me["member_id"]!.GetValue<string>(), email, cookie);
    }

    /// <summary>As the command line invites: the one-time link.</summary>
    internal async Task<string> InviteAsync(string tenantId, string email, Role role)
    {
        var (invited, problem) = await InviteMember.RunAsync(
            Store, Clock, tenantId, EmailAddress.Read(email)!.Value, role, "command line", TestContext.Current.CancellationToken);
        problem.ShouldBeNull();
        return invited!.Link;
    }

    internal Task<IScenarioResult> AcceptAsync(string link, string password, int status) =>
        CallAsync(Caller.Nobody, "POST", "/api/v1/invitations/accept", status, new { token = link[(link.IndexOf('#') + 1)..], password });

    internal async Task<Caller> SignInAsync(string email, string password, string? tenant = null) =>
        Caller.WithCookieOf(await CallAsync(Caller.Nobody, "POST", "/api/v1/sign-in", 200, new { email, password, tenant }));

    internal async Task<Caller> TokenAsync(Member member, string name = "test")
    {
        var created = await PostAsync(member.Cookie, "/api/v1/access-tokens", 201, new { name });
        return Caller.WithToken(created["token"]!.GetValue<string>());
    }

    internal async Task<(string KeyId, string Key)> ApiKeyAsync(Member admin)
    {
        var keyId = (await PostAsync(admin.Cookie, "/api/v1/api-keys", 201))["key_id"]!.GetValue<string>();
        var shown = await PostAsync(admin.Cookie, $"/api/v1/api-keys/{keyId}/reveal", 200);
        return (keyId, shown["key"]!.GetValue<string>());
    }
}

[CollectionDefinition(nameof(TenancyHost))]
public sealed class TenancyTests : ICollectionFixture<TenancyHost>;

internal sealed record Member(string TenantId, string Id, string Email, Caller Cookie);

/// <summary>A credential, as headers.</summary>
internal sealed record Caller(string Name, params IReadOnlyList<(string Header, string Value)> Headers)
{
    public static Caller Nobody { get; } = new("nobody");

    public static Caller WithKey(string key) => new("API key", ("X-API-KEY", key));

    public static Caller WithToken(string token) => new("token", ("Authorization", $"Bearer {token}"));

    public static Caller WithCookieOf(IScenarioResult answer) =>
        new("cookie", ("Cookie", answer.Context.Response.Headers.SetCookie.ToString().Split(';')[0]));

    public Caller And(string header, string value) => this with { Headers = [.. Headers, (header, value)] };

    public override string ToString() => Name;
}

/// <summary>The machine's clock, ahead by what a test says.</summary>
internal sealed class MovableClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}

/// <summary>Every line that anything logged, at every level.</summary>
internal sealed class EverythingLogged : ILoggerProvider, ILogger
{
    private readonly Lock turn = new();
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (turn)
                return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (turn)
            lines.Add($"{formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
