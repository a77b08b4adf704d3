using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Alba;

public interface IScenarioResult
{
    HttpContext Context { get; }

    string ReadAsText();

    Task<string> ReadAsTextAsync();

    T? ReadAsJson<T>();

    Task<T?> ReadAsJsonAsync<T>();
}

/// <remarks>
/// As in Alba, the body is a stream that is read once: text that was read can be read again, in any form;
/// after JSON was read, or an assertion looked at the content, nothing is left.
/// </remarks>
internal sealed class ScenarioResult(HttpContext context, IServiceProvider services) : IScenarioResult
{
    public HttpContext Context { get; } = context;

    public string ReadAsText() => ReadAsTextAsync().GetAwaiter().GetResult();

    public async Task<string> ReadAsTextAsync()
    {
        var buffer = new MemoryStream();
        await Context.Response.Body.CopyToAsync(buffer);
        buffer.Position = 0;
        Context.Response.Body = buffer;
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public T? ReadAsJson<T>() => ReadAsJsonAsync<T>().GetAwaiter().GetResult();

    public async Task<T?> ReadAsJsonAsync<T>() =>
        await JsonSerializer.DeserializeAsync<T>(Context.Response.Body, ApplicationJson.Options(services));
}
