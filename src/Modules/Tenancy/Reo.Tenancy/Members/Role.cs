using System.Text.Json.Serialization;
using Reo.Tenancy.Contracts;

namespace Reo.Tenancy.Members;

/// <summary>What a member may do in a tenant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Reads everything, views and copies API keys.</summary>
    User,

    /// <summary>Also changes settings, members, keys and data.</summary>
    Admin,
}

internal static class Roles
{
    public static string Claim(this Role role) => role == Role.Admin ? Access.AdminRole : Access.UserRole;
}
