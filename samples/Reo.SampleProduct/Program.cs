using Reo.Client;
using Reo.SampleProduct;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddReo(reo =>
{
    reo.Endpoint = new Uri(builder.Configuration["Reo:Endpoint"] ?? "http://localhost:5080");
    reo.ApiKey = builder.Configuration["Reo:ApiKey"];
    reo.ProductId = "sample";
    reo.Environment = builder.Environment.EnvironmentName;
});

var app = builder.Build();
app.MapPost("/sign-in/{name}", (string name, IReoClient reo) => reo.Track(new UsageEvent
{
    ActivityType = ActivityTypes.LoginActivity,
    UserId = name,
    UserIdType = UserIdType.GitHub,
}));
app.MapPost("/api-keys/{name}", ApiKeys.Generate);
app.MapGet("/usage", (IReoClient reo) => reo.Statistics);
await app.RunAsync();
