using Reo.Client;

namespace Reo.SampleProduct;

internal static class ApiKeys
{
    /// <summary>The activity type is misspelt on purpose: building this project shows what the compiler says.</summary>
    public static void Generate(string name, IReoClient reo) => reo.Track(new UsageEvent
    {
        ActivityType = "API KEY GENRATED",
        UserId = name,
        UserIdType = UserIdType.GitHub,
    });
}
